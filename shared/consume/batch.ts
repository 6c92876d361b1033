/** What of a batch is new to its consumer, where the consumer stands after it, and where each record is from. */
import { positionOf } from '#shared/events/fact-record.ts';
import type { ConsumerTools } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import type { Position } from './offsets.ts';

/**
 * Records not applied yet, and where the consumer stands after them. Positions are dense, so only
 * the next one is taken: an earlier one is a copy, a later one came before those it follows.
 */
export function advance(
  from: Position,
  records: readonly StoredRecord[],
): { fresh: StoredRecord[]; to: Position } {
  const fresh: StoredRecord[] = [];
  let { nextOffset, nextPosition, logTimeMs } = from;
  for (const record of records) {
    if (record.offset < nextOffset) continue;
    nextOffset = record.offset + 1;
    logTimeMs = Math.max(logTimeMs, record.appendedAtMs);
    const position = positionOf(record);
    if (position !== undefined) {
      // A copy, or a piece of an append whose outcome was unknown: the relay sends all of it again.
      if (position !== nextPosition) continue;
      nextPosition = position + 1;
    }
    fresh.push(record);
  }
  return { fresh, to: { nextOffset, nextPosition, logTimeMs } };
}

interface Fresh {
  readonly partition: number;
  readonly fresh: readonly StoredRecord[];
}

/** Where each record is from, found out only for who asks. */
export function placing(shares: readonly Fresh[]): Pick<ConsumerTools, 'partitionOf'> {
  let known: Map<StoredRecord, number> | undefined;
  return {
    partitionOf(record) {
      known ??= new Map(
        shares.flatMap(({ partition, fresh }) => fresh.map((each) => [each, partition] as const)),
      );
      const partition = known.get(record);
      if (partition === undefined) throw new Error('the record is not one of this batch');
      return partition;
    },
  };
}
