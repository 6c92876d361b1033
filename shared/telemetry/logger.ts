/** The process's log: JSON lines that can be found by trace, request and function, and tell no secret. */
import { prettyLine } from '#shared/telemetry/pretty-line.ts';
import { standardOutput } from '#shared/telemetry/standard-output.ts';
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
  const { level, service, format = 'json', write = standardOutput } = options;
  const least = LOG_LEVELS.indexOf(level);
  const put = format === 'json' ? write : (line: string) => write(prettyLine(line));

  function writer(of: LogLevel, always: LogFields) {
    if (LOG_LEVELS.indexOf(of) < least) return () => undefined;
    return (message: string, fields: LogFields = {}): void => {
      const time = new Date().toISOString();
      const line = { level: of, time, service, ...always, ...withheld(fields), message };
      put(`${JSON.stringify(line)}\n`);
    };
  }

  function adding(always: LogFields): Logger {
    return {
      debug: writer('debug', always),
      info: writer('info', always),
      warn: writer('warn', always),
      error: writer('error', always),
      with: (fields) => adding({ ...always, ...withheld(fields) }),
    };
  }
  return adding({});
}
