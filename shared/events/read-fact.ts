/**
 * The data of a fact, read from its JSON once, however many consumers of a process are handed the
 * same record. It is theirs together, so none of them may change it.
 */
import type { LogRecord } from '#shared/log/log.ts';

const known = new WeakMap<LogRecord, ReturnType<typeof JSON.parse>>();

export function contentOf(record: LogRecord): ReturnType<typeof JSON.parse> {
  const before = known.get(record);
  if (before !== undefined) return before;
  const data = JSON.parse(record.value.toString('utf8'));
  known.set(record, data);
  return data;
}
