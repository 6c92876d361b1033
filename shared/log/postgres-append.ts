/** Appends a batch by one statement: the counter row's lock gives it offsets without gaps, in commit order. */
import assert from 'node:assert/strict';
import { CommitUnknown, DatabaseUnavailable } from '#shared/database/database.ts';
import { encodeBatch } from './codec.ts';
import type { Appended, LogRecord, TopicPartition } from './log.ts';
import type { LogSession } from './postgres-session.ts';
import type { Topics } from './postgres-topics.ts';

/** A reader holds whole batches in memory, so a batch is bounded by what a reader can hold many times over. */
export const batchBytesMax = 16 * 1024 * 1024;
export const batchRecordsMax = 10_000;

const append = `
  with counted as (
    update log.partitions set next_offset = next_offset + $3
    where topic_id = $1 and partition = $2
    returning next_offset
  ), stored as (
    insert into log.batches (topic_id, partition, last_offset, record_count, payload, appended_at)
    select $1, $2, next_offset - 1, $3, $4::bytea, clock_timestamp() from counted
  )
  select next_offset as "nextOffset",
    exists (select from log.members where topic_id = $1 and process <> $5) as "othersRead"
  from counted`;

export interface AppendedBatch {
  readonly topicId: number;
  readonly partition: number;
  readonly nextOffset: number;
  /** Whether a process besides this one subscribes to the topic. */
  readonly othersRead: boolean;
}

export interface AppendTools {
  readonly session: LogSession;
  readonly topics: Topics;
  /** Of this log, so that it knows its own members. */
  readonly process: string;
  /** Told of every batch that is durable. */
  appended(batch: AppendedBatch): void;
  /** A batch may be there, and nobody knows where. */
  uncertain(): void;
}

export function postgresAppend(tools: AppendTools) {
  const { session, topics, process } = tools;

  /** `undefined` when the topic was deleted since it was looked up. */
  async function store(
    to: TopicPartition,
    count: number,
    payload: Buffer,
  ): Promise<AppendedBatch | undefined> {
    const { id, partitions } = await topics.find(to.topic);
    assert(to.partition < partitions, `topic ${to.topic} has no partition ${to.partition}`);
    const [row] = await session.run<{ nextOffset: number; othersRead: boolean }>(append, [
      id,
      to.partition,
      count,
      payload,
      process,
    ]);
    return row && { topicId: id, partition: to.partition, ...row };
  }

  return async (to: TopicPartition, records: readonly LogRecord[]): Promise<Appended> => {
    if (records.length === 0) return 'appended';
    assert(records.length <= batchRecordsMax, `a batch has at most ${batchRecordsMax} records`);
    const payload = encodeBatch(records);
    assert(payload.length <= batchBytesMax, `a batch has at most ${batchBytesMax} bytes`);
    try {
      let batch = await store(to, records.length, payload);
      if (batch === undefined) {
        topics.forget(to.topic);
        batch = await store(to, records.length, payload);
      }
      if (batch === undefined) return 'refused';
      tools.appended(batch);
      return 'appended';
    } catch (error) {
      if (error instanceof DatabaseUnavailable) return 'refused';
      if (!(error instanceof CommitUnknown)) throw error;
      tools.uncertain();
      return 'unknown';
    }
  };
}
