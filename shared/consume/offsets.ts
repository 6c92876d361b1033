/**
 * Where a consumer stands in its topic, in its own context's database: read when it becomes the
 * owner of a partition, moved inside the transaction that does a batch's work.
 */
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
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
  const row = await rowOf(sql, consumer, partition);
  if (row === undefined)
    throw new Error(`the offset of ${consumer}, partition ${partition} was not stored`);
  const at = `${consumer}, partition ${partition}`;
  if (row.topic_identity !== state.topicIdentity)
    throw new LogChanged(`${at}: the topic was made again`);
  if (row.next_offset > state.nextOffset)
    throw new LogChanged(`${at}: the topic ends at ${state.nextOffset}, before ${row.next_offset}`);
  if (row.next_offset < state.firstOffset)
    throw new LogChanged(`${at}: records from ${row.next_offset} to ${state.firstOffset} are gone`);
  return positionOf(row);
}

interface OffsetRow {
  readonly topic_identity: string;
  readonly next_offset: number;
  readonly next_position: number;
  readonly log_time_ms: number;
}

async function rowOf(
  sql: Sql,
  consumer: string,
  partition: number,
): Promise<OffsetRow | undefined> {
  const [row] = await sql.rows<OffsetRow>(
    `select topic_identity, next_offset, next_position, log_time_ms
     from consumer_offsets where consumer = $1 and partition = $2`,
    [consumer, partition],
  );
  return row;
}

function positionOf(row: OffsetRow): Position {
  return {
    nextOffset: row.next_offset,
    nextPosition: row.next_position,
    logTimeMs: row.log_time_ms,
  };
}

/** Where the consumer stands now, for one that has found that somebody else moved it. */
export async function storedPosition(
  sql: Sql,
  consumer: string,
  partition: number,
): Promise<Position> {
  const row = await rowOf(sql, consumer, partition);
  if (row === undefined) throw new FenceLost(`${consumer}, partition ${partition}: no offset`);
  return positionOf(row);
}

export interface Move {
  readonly partition: number;
  readonly from: Position;
  readonly to: Position;
}

const moveColumns = {
  ...{ at: 'integer', expected: 'bigint' },
  ...{ next_offset: 'bigint', next_position: 'bigint', log_time_ms: 'bigint' },
} as const;

const move = `
  with held as (
    select consumer, partition, wanted.next_offset, wanted.next_position, wanted.log_time_ms
    from ${rowsOfLists(moveColumns, 2)} as wanted
    join consumer_offsets stored
      on consumer = $1 and partition = wanted.at and stored.next_offset = wanted.expected
    order by partition
    for update of stored
  )
  update consumer_offsets stored
  set next_offset = held.next_offset, next_position = held.next_position, log_time_ms = held.log_time_ms
  from held
  where stored.consumer = held.consumer and stored.partition = held.partition`;

/**
 * The fence: moves each partition from the value read to the next, or throws, and with it the whole
 * transaction. Rows are locked in ascending order, so that two processes never wait for each other in a ring.
 */
export async function movePositions(
  sql: Sql,
  consumer: string,
  moves: readonly Move[],
): Promise<void> {
  const sorted = moves.toSorted((one, other) => one.partition - other.partition);
  const moved = await sql.count(move, [
    consumer,
    sorted.map(({ partition }) => partition),
    sorted.map(({ from }) => from.nextOffset),
    sorted.map(({ to }) => to.nextOffset),
    sorted.map(({ to }) => to.nextPosition),
    sorted.map(({ to }) => to.logTimeMs),
  ]);
  if (moved === moves.length) return;
  const places = sorted.map(({ partition, from }) => `${partition} at ${from.nextOffset}`);
  throw new FenceLost(`${consumer}: no longer in partition ${places.join(', ')}`);
}
