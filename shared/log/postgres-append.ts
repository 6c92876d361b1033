/** Appends batches: the lock of a partition's counter row gives offsets without gaps, in commit order. */
import assert from 'node:assert/strict';
import { CommitUnknown, DatabaseUnavailable } from '#shared/database/database.ts';
import { type AppendedRow, type AppendRequest, appendGroups } from './append-group.ts';
import { encodeBatch } from './codec.ts';
import type { Appended, LogRecord, TopicPartition } from './log.ts';
import type { LogSession } from './postgres-session.ts';
import type { Topics } from './postgres-topics.ts';

/** A reader holds whole batches in memory, so a batch is bounded by what a reader can hold many times over. */
export const batchBytesMax = 16 * 1024 * 1024;
export const batchRecordsMax = 10_000;

export interface AppendedBatch extends AppendRequest, AppendedRow {
  readonly records: readonly LogRecord[];
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
  const appendInGroup = appendGroups(session, process);

  /** `undefined` when the topic was deleted since it was looked up. */
  async function store(
    to: TopicPartition,
    count: number,
    payload: Buffer,
  ): Promise<(AppendRequest & AppendedRow) | undefined> {
    const { id, partitions } = await topics.find(to.topic);
    assert(to.partition < partitions, `topic ${to.topic} has no partition ${to.partition}`);
    const request = { topicId: id, partition: to.partition, recordCount: count, payload };
    const row = await appendInGroup(request);
    return row && { ...request, ...row };
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
      tools.appended({ ...batch, records });
      return 'appended';
    } catch (error) {
      if (error instanceof DatabaseUnavailable) return 'refused';
      if (!(error instanceof CommitUnknown)) throw error;
      tools.uncertain();
      return 'unknown';
    }
  };
}
