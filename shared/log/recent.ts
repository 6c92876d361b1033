/**
 * The batches this process has just appended or fetched, for its own readers: in a house with all functions
 * in one process a record is read five times within milliseconds, and one of them is enough for the log.
 */
import type { LogRecord, StoredRecord } from './log.ts';

export interface RecentBatch {
  readonly topicId: number | string;
  readonly partition: number;
  readonly firstOffset: number;
  /** Where the next one begins; its own last record may stand before it (Kafka's transactions leave marks). */
  readonly nextOffset: number;
  /** Asked for once, by the first who reads it. */
  readonly stored: () => readonly StoredRecord[];
  /** As they were encoded. */
  readonly bytes: number;
  /** How often it will be read to its end here: then it is let go of. */
  readonly readers: number;
}

export interface Recent {
  keep(batch: RecentBatch): void;
  /** Undefined when the record at `offset` is not here. Fewer than `recordsMax` may be. */
  read(
    topicId: RecentBatch['topicId'],
    partition: number,
    offset: number,
    recordsMax: number,
  ): readonly StoredRecord[] | undefined;
}

/** Some seconds of a busy house; a reader that is further behind reads larger batches anyway. */
const bytesMaxDefault = 16 * 1024 * 1024;

const none: readonly StoredRecord[] = [];
const nothing = (): readonly StoredRecord[] => none;

interface Kept extends Omit<RecentBatch, 'stored'> {
  stored: RecentBatch['stored'];
  records: readonly StoredRecord[] | undefined;
  readersLeft: number;
}

export function recentBatches(bytesMax = bytesMaxDefault): Recent {
  /** Of each partition, without gaps, oldest first. */
  const partitions = new Map<string, Kept[]>();
  const oldestFirst = new Set<Kept>();
  let bytes = 0;

  function forget(batch: Kept): void {
    oldestFirst.delete(batch);
    bytes -= batch.bytes;
    // The tables that a Set has outgrown lead on to one another, and hold what stood in them until V8 collects everything.
    batch.records = none;
    batch.stored = nothing;
  }

  function letGo(): void {
    for (const batch of oldestFirst) {
      if (bytes <= bytesMax) return;
      forget(batch);
      partitions.get(keyOf(batch))?.shift();
    }
  }

  /** What lives for long is copied by the collector: what nobody will ask for goes at once. */
  function letGoOfRead(batches: Kept[]): void {
    while (batches[0] !== undefined && batches[0].readersLeft <= 0) {
      forget(batches[0]);
      batches.shift();
    }
  }

  return {
    keep(given) {
      const batch: Kept = { ...given, records: undefined, readersLeft: given.readers };
      const key = keyOf(batch);
      const others = partitions.get(key);
      // Another process appended between: what is before the gap is of no use to who comes to it.
      const follows = others?.at(-1)?.nextOffset === batch.firstOffset;
      if (others !== undefined && follows) others.push(batch);
      else {
        for (const each of others ?? []) forget(each);
        partitions.set(key, [batch]);
      }
      oldestFirst.add(batch);
      bytes += batch.bytes;
      letGo();
    },
    read(topicId, partition, offset, recordsMax) {
      const batches = partitions.get(keyOf({ topicId, partition }));
      const first = batches?.[0];
      if (batches === undefined || first === undefined) return undefined;
      if (offset < first.firstOffset) return undefined;
      const found: StoredRecord[] = [];
      // Readers stand near the end, so the way there is shorter from it.
      let at = batches.length;
      while (at > 0 && offset < (batches[at - 1]?.nextOffset ?? 0)) at -= 1;
      for (; at < batches.length && found.length < recordsMax; at += 1) {
        const batch = batches[at];
        if (batch === undefined) break;
        batch.records ??= batch.stored();
        const skipped = countBefore(offset, batch.records, batch.firstOffset);
        const wanted = batch.records.slice(skipped, skipped + recordsMax - found.length);
        found.push(...wanted);
        if (skipped + wanted.length === batch.records.length) batch.readersLeft -= 1;
      }
      letGoOfRead(batches);
      return found.length === 0 ? undefined : found;
    },
  };
}

/** Where nothing is missing an offset says it by itself. */
function countBefore(
  offset: number,
  records: readonly StoredRecord[],
  firstOffset: number,
): number {
  let count = Math.min(records.length, Math.max(0, offset - firstOffset));
  while (count > 0 && (records[count - 1]?.offset ?? 0) >= offset) count -= 1;
  return count;
}

/** As the log gives what was appended. */
export function storedFrom(
  firstOffset: number,
  appendedAtMs: number,
  records: readonly LogRecord[],
): readonly StoredRecord[] {
  // Every record passes here, and to spread an object costs more than to make it.
  return records.map(({ key, headers, value }, at) => {
    const offset = firstOffset + at;
    return { key, headers, value, appendedAtMs, offset };
  });
}

/** Another text comes out of the log where it is not. */
export function isWellFormed({ key, headers }: LogRecord): boolean {
  if (!key.isWellFormed()) return false;
  for (const name in headers) if (headers[name]?.isWellFormed() === false) return false;
  return true;
}

function keyOf({ topicId, partition }: Pick<RecentBatch, 'topicId' | 'partition'>): string {
  return `${topicId}:${partition}`;
}
