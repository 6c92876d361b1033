/** What may be written of a value: nothing personal, nothing secret, nothing endless. */
import { isPersonal } from '#shared/telemetry/personal.ts';

const WITHHELD = '[withheld]';

/** Deeper, longer or wider is a whole document, which does not belong in a log line. */
const DEPTH_MAX = 4;
const ITEMS_MAX = 50;
const TEXT_CHARS_MAX = 4_096;

/** A failure and its reasons; more is a loop. */
const CAUSES_MAX = 5;

export function withheld(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return entries(fields, 1);
}

function entries(fields: object, depth: number): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  let count = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (count >= ITEMS_MAX) break;
    count += 1;
    safe[name] = isPersonal(name) && value !== undefined ? WITHHELD : written(value, depth);
  }
  return safe;
}

function written(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return errorFields(value, CAUSES_MAX);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= DEPTH_MAX) return '[more]';
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return written(value.toJSON(), depth + 1);
  }
  if (Array.isArray(value)) {
    return value.slice(0, ITEMS_MAX).map((item) => written(item, depth + 1));
  }
  return entries(value, depth + 1);
}

/** Only these: a driver's error also carries the row it failed on. */
function errorFields(error: Error, causesMax: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message: cut(message),
    ...('code' in error ? { code: written(error.code, DEPTH_MAX) } : {}),
    stack: cut(stack ?? ''),
    ...(cause instanceof Error && causesMax > 1
      ? { cause: errorFields(cause, causesMax - 1) }
      : {}),
  };
}

function cut(text: string): string {
  return text.length <= TEXT_CHARS_MAX ? text : `${text.slice(0, TEXT_CHARS_MAX)}…`;
}
