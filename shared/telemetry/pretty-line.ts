/** A log line for a person at a terminal: time, level, message, then what is worth a glance. */
const COLOURS: Readonly<Record<string, string>> = {
  debug: '\u001b[90m',
  info: '\u001b[32m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
};
const GREY = '\u001b[90m';
const PLAIN = '\u001b[0m';

/** Enough of a trace id to tell two apart on one screen. */
const TRACE_CHARS = 8;

export function prettyLine(json: string): string {
  const line: Record<string, unknown> = JSON.parse(json);
  const { time, level, message, service, traceId, error, ...rest } = line;
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`);
  if (typeof traceId === 'string') fields.push(`trace=${traceId.slice(0, TRACE_CHARS)}`);
  const head = `${GREY}${String(time).slice(11, 23)}${PLAIN} ${COLOURS[String(level)] ?? ''}${String(level).padEnd(5)}${PLAIN}`;
  const tail = fields.length === 0 ? '' : ` ${GREY}${fields.join(' ')}${PLAIN}`;
  return `${head} ${GREY}${service}${PLAIN} ${message}${tail}${stackText(error)}\n`;
}

function shown(value: unknown): string {
  return typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}

/** The one thing that gets lines of its own. */
function stackText(error: unknown): string {
  if (error === undefined) return '';
  const stack =
    typeof error === 'object' && error !== null && 'stack' in error ? error.stack : error;
  return `\n${typeof stack === 'string' ? stack : JSON.stringify(stack)}`;
}
