/**
 * Where a consumer stands in its topic, in its own context's database: read when it becomes the
 * owner of a partition, moved inside the transaction that does a batch's work.
 */
import type { Sql } from '#shared/database/database.ts';
import type { PartitionState } from '#shared/log/log.ts';

export interface Position {
  readonly nextOffset: number;
  /** The next outbox position a consumer of facts has not applied. */
  readonly nextPosition: number;
  readonly logTimeMs: number;
}

/** The topic is not the one this consumer stands in: going on would skip or repeat records unseen. */
export class LogChanged extends Error {
  override readonly name = 'LogChanged';
}

/** Another process moved the offset: this one is no longer the owner and must forget what it knows. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost';
}

/** Reads the position, or starts at the beginning of the topic; refuses a topic that was recreated or lost its tail. */
export async function readPosition(
  sql: Sql,
  consumer: string,
  partition: number,
  state: PartitionState,
): Promise<Position> {
  await sql.count(
    `insert into consumer_offsets (consumer, partition, topic_identity, next_offset)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [consumer, partition, state.topicIdentity, state.firstOffset],
  );
  const [row] = await sql.rows<{
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  }>(
    `select topic_identity, next_offset, next_position, log_time_ms
     from consumer_offsets where consumer = $1 and partition = $2`,
    [consumer, partition],
  );
  if (row === undefined)
    throw new Error(`the offset of ${consumer}, partition ${partition} was not stored`);
  const at = `${consumer}, partition ${partition}`;
  if (row.topic_identity !== state.topicIdentity)
    throw new LogChanged(`${at}: the topic was made again`);
  if (row.next_offset > state.nextOffset)
    throw new LogChanged(`${at}: the topic ends at ${state.nextOffset}, before ${row.next_offset}`);
  if (row.next_offset < state.firstOffset)
    throw new LogChanged(`${at}: records from ${row.next_offset} to ${state.firstOffset} are gone`);
  return {
    nextOffset: row.next_offset,
    nextPosition: row.next_position,
    logTimeMs: row.log_time_ms,
  };
}

/** The fence: moves from the value read to the next, or throws, and with it the whole transaction. */
export async function movePosition(
  sql: Sql,
  consumer: string,
  partition: number,
  from: Position,
  to: Position,
): Promise<void> {
  const moved = await sql.count(
    `update consumer_offsets set next_offset = $4, next_position = $5, log_time_ms = $6
     where consumer = $1 and partition = $2 and next_offset = $3`,
    [consumer, partition, from.nextOffset, to.nextOffset, to.nextPosition, to.logTimeMs],
  );
  if (moved !== 1)
    throw new FenceLost(`${consumer}, partition ${partition}: no longer at ${from.nextOffset}`);
}
