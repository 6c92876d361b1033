/** Reads records of a partition from an offset on: whole batches by index order, bounded in records and bytes. */
import assert from 'node:assert/strict';
import { decodeBatch, MalformedBatch } from './codec.ts';
import type { StoredRecord } from './log.ts';
import type { LogSession } from './postgres-session.ts';

/** What one read brings, unless its first batch alone is larger: some megabytes per owned partition at most. */
const readBytesMax = 4 * 1024 * 1024;
/** From here on a COPY, planned each time, costs less than bytes as text; measured at 1 kB a record. */
const copyFromRecords = 16;

export interface ReadRange {
  readonly topicId: number;
  readonly partition: number;
  readonly offset: number;
  readonly recordsMax: number;
  /** How many are probably there: decides only how they are fetched. */
  readonly expected: number;
}

interface BatchRow {
  readonly lastOffset: number;
  readonly recordCount: number;
  readonly payload: Buffer;
  readonly appendedAtMs: number;
}

export type ReadPartition = (range: ReadRange) => Promise<readonly StoredRecord[]>;

/**
 * Batches that end before `offset + recordsMax`, and in any case the first one that ends at `offset`
 * or later. The sum looks at lengths only: payloads beyond it are not fetched from beside their rows.
 */
function select(
  topicId: unknown,
  partition: unknown,
  offset: unknown,
  recordsMax: unknown,
): string {
  return `
    select last_offset as "lastOffset", record_count as "recordCount", payload,
      (extract(epoch from appended_at) * 1000)::bigint as "appendedAtMs"
    from (
      select *, sum(octet_length(payload)) over (order by last_offset) - octet_length(payload) as before
      from log.batches
      where topic_id = ${topicId} and partition = ${partition} and last_offset >= ${offset}
        and last_offset < greatest(${offset} + ${recordsMax}, 1 + (
          select last_offset from log.batches
          where topic_id = ${topicId} and partition = ${partition} and last_offset >= ${offset}
          order by last_offset limit 1))
    ) batch
    where before < ${readBytesMax}
    order by last_offset`;
}
const prepared = select('$1', '$2', '$3', '$4');

export function postgresRead(session: LogSession): ReadPartition {
  async function batches({
    topicId,
    partition,
    offset,
    recordsMax,
    expected,
  }: ReadRange): Promise<BatchRow[]> {
    if (expected < copyFromRecords) {
      return session.run<BatchRow>(prepared, [topicId, partition, offset, recordsMax]);
    }
    // Numbers only, so that nothing but numbers gets into the text.
    assert([topicId, partition, offset, recordsMax].every(Number.isSafeInteger));
    const rows = await session.copy(
      `copy (${select(topicId, partition, `${offset}::bigint`, recordsMax)}) to stdout (format binary)`,
    );
    return rows.map(batchRow);
  }

  return async (range) => {
    const { offset, recordsMax } = range;
    assert(offset >= 0 && recordsMax > 0, `cannot read ${recordsMax} records from ${offset}`);
    const records: StoredRecord[] = [];
    for (const { lastOffset, recordCount, payload, appendedAtMs } of await batches(range)) {
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

function batchRow([lastOffset, recordCount, payload, appendedAtMs]: readonly Buffer[]): BatchRow {
  assert(lastOffset && recordCount && payload && appendedAtMs, 'a batch has four columns');
  return {
    lastOffset: Number(lastOffset.readBigInt64BE()),
    recordCount: recordCount.readInt32BE(),
    payload,
    appendedAtMs: Number(appendedAtMs.readBigInt64BE()),
  };
}
