/** What tests of the log append, read and consume with. */
import { expect } from 'vitest';
import type { EventLog, LogRecord, PartitionReader, StoredRecord } from './log.ts';

export function numbered(from: number, count: number, who = 'a'): LogRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${who}-${from + index}`,
    headers: { ce_id: `${from + index}`, ce_source: `/${who}` },
    value: Buffer.from(`${who} says ${from + index}`),
  }));
}

export async function readAll(
  log: EventLog,
  topic: string,
  partition = 0,
): Promise<StoredRecord[]> {
  const all: StoredRecord[] = [];
  for (;;) {
    const records = await log.read({ topic, partition }, all.length, 7);
    if (records.length === 0) return all;
    all.push(...records);
  }
}

export const keysOf = (records: readonly LogRecord[]) => records.map(({ key }) => key);

/** A consumer that keeps its positions itself, as ours do in their database, and notes what it was given. */
export function noting() {
  const positions = new Map<number, number>();
  const handled = new Map<number, string[]>();
  const opened: string[] = [];
  const failures: unknown[] = [];
  return {
    positions,
    handled,
    opened,
    failures,
    total: () => [...handled.values()].reduce((sum, { length }) => sum + length, 0),
    member(
      name: string,
      before: (records: readonly StoredRecord[]) => Promise<void> = async () => undefined,
    ) {
      return {
        async open(partition: number): Promise<PartitionReader> {
          opened.push(`${name}:${partition}`);
          return {
            get position() {
              return positions.get(partition) ?? 0;
            },
            async handle(records) {
              await before(records);
              expect(records[0]?.offset).toBe(positions.get(partition) ?? 0);
              handled.set(partition, [...(handled.get(partition) ?? []), ...keysOf(records)]);
              positions.set(partition, (records.at(-1)?.offset ?? -1) + 1);
            },
            async close() {
              opened.push(`${name}:${partition} closed`);
            },
          };
        },
        failed(_partition: number, error: unknown) {
          failures.push(error);
        },
      };
    },
  };
}
