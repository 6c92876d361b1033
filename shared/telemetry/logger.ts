/** The process's log: JSON lines that can be found by trace, request and function, and tell no secret. */
import pino from 'pino';
import { prettyLine } from '#shared/telemetry/pretty-line.ts';
import { withheld } from '#shared/telemetry/withheld.ts';

/**
 * What stands beside a message, e.g. `traceId`, `requestId`, `function`, `error`. Fields named like
 * something personal or secret are written as `[withheld]`.
 */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Logger;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** The process's name. */
  readonly service: string;
  /** `lines`: one short readable line each, for a person at a terminal. */
  readonly format?: 'json' | 'lines';
  /** Gets whole lines with their end; standard output when left out. */
  readonly write?: (line: string) => void;
}

export function logger(options: LoggerOptions): Logger {
  const { level, service, format = 'json' } = options;
  // Written at once: a line that explains a crash must not wait in a buffer.
  const output = options.write === undefined ? pino.destination({ fd: 1, sync: true }) : undefined;
  const write = options.write ?? ((line) => void output?.write(line));
  return adapt(
    pino(
      {
        level,
        base: { service },
        messageKey: 'message',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      format === 'json' ? { write } : { write: (line) => write(prettyLine(line)) },
    ),
  );
}

function adapt(log: pino.Logger): Logger {
  return {
    debug: writer(log, 'debug'),
    info: writer(log, 'info'),
    warn: writer(log, 'warn'),
    error: writer(log, 'error'),
    with: (fields) => adapt(log.child(withheld(fields))),
  };
}

function writer(log: pino.Logger, level: 'debug' | 'info' | 'warn' | 'error') {
  return (message: string, fields?: LogFields): void => {
    if (!log.isLevelEnabled(level)) return;
    if (fields === undefined) log[level](message);
    else log[level](withheld(fields), message);
  };
}
