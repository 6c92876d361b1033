/** Reads records of a partition from an offset on: whole batches by index order, bounded in records and bytes. */
import assert from 'node:assert/strict';
import { decodeBatch, MalformedBatch } from './codec.ts';
import type { StoredRecord } from './log.ts';
import type { LogSession } from './postgres-session.ts';

/** What one read brings, unless its first batch alone is larger: some megabytes per owned partition at most. */
const readBytesMax = 4 * 1024 * 1024;

/**
 * Batches that end before $3 + $4, and in any case the first one that ends at $3 or later. The sum
 * looks at lengths only: payloads that are not answered are not fetched from beside their rows.
 */
const read = `
  select last_offset as "lastOffset", record_count as "recordCount", payload,
    (extract(epoch from appended_at) * 1000)::bigint as "appendedAtMs"
  from (
    select *, sum(octet_length(payload)) over (order by last_offset) - octet_length(payload) as before
    from log.batches
    where topic_id = $1 and partition = $2 and last_offset >= $3
      and last_offset < greatest($3 + $4, 1 + (
        select last_offset from log.batches
        where topic_id = $1 and partition = $2 and last_offset >= $3
        order by last_offset limit 1))
    order by last_offset
  ) batch
  where before < $5
  order by last_offset`;

interface BatchRow {
  readonly lastOffset: number;
  readonly recordCount: number;
  readonly payload: Buffer;
  readonly appendedAtMs: number;
}

export type ReadPartition = (
  topicId: number,
  partition: number,
  offset: number,
  recordsMax: number,
) => Promise<readonly StoredRecord[]>;

export function postgresRead(session: LogSession): ReadPartition {
  return async (topicId, partition, offset, recordsMax) => {
    assert(offset >= 0 && recordsMax > 0, `cannot read ${recordsMax} records from ${offset}`);
    const batches = await session.run<BatchRow>(read, [
      topicId,
      partition,
      offset,
      recordsMax,
      readBytesMax,
    ]);
    const records: StoredRecord[] = [];
    for (const { lastOffset, recordCount, payload, appendedAtMs } of batches) {
      const firstOffset = lastOffset - recordCount + 1;
      const count = decodeBatch(
        payload,
        { firstOffset, appendedAtMs },
        offset,
        recordsMax,
        records,
      );
      if (count !== recordCount) {
        throw new MalformedBatch(`has ${count} records where its row says ${recordCount}`);
      }
    }
    return records;
  };
}
