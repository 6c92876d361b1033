/** Deliveries to be tried again, as rows: what a trigger's memory of them is made from after a restart. */
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';

/** A partition of a trigger's topic. */
export interface Place {
  readonly trigger: string;
  readonly topic: string;
  readonly topicIdentity: string;
  readonly partition: number;
}

export interface Retry {
  readonly offset: number;
  /** Deliveries that have failed. */
  readonly attempt: number;
  readonly dueMs: number;
  readonly code?: number | undefined;
  readonly error?: string | undefined;
}

interface Row {
  readonly offset: number;
  readonly attempt: number;
  readonly next_attempt_at: string;
}

const key = 'trigger = $1 and topic_identity = $2 and partition = $3';

function keyOf({ trigger, topicIdentity, partition }: Place): readonly unknown[] {
  return [trigger, topicIdentity, partition];
}

/** All of a partition's, for its new owner. */
export function claimAll(sql: Sql, place: Place): Promise<readonly Retry[]> {
  return claim(sql, place, '');
}

/** Those that somebody else has put there since. */
export function claimNew(sql: Sql, place: Place): Promise<readonly Retry[]> {
  return claim(sql, place, 'and not claimed');
}

async function claim(sql: Sql, place: Place, which: string): Promise<readonly Retry[]> {
  const rows = await sql.rows<Row>(
    `select "offset", attempt, next_attempt_at from retries where ${key} ${which}`,
    keyOf(place),
  );
  await sql.count(`update retries set claimed = true where ${key} and not claimed`, keyOf(place));
  return rows.map(({ offset, attempt, next_attempt_at }) => ({
    offset,
    attempt,
    dueMs: Date.parse(next_attempt_at),
  }));
}

/** Triggers and partitions with retries that nobody has claimed. */
export function unclaimed(
  sql: Sql,
  rowsMax: number,
): Promise<readonly { readonly trigger: string; readonly partition: number }[]> {
  return sql.rows('select distinct trigger, partition from retries where not claimed limit $1', [
    rowsMax,
  ]);
}

export async function putRetries(sql: Sql, place: Place, retries: readonly Retry[]): Promise<void> {
  if (retries.length === 0) return;
  await sql.count(
    `insert into retries (trigger, topic_identity, partition, "offset", attempt, next_attempt_at, last_code, last_error)
     select $1, $2, $3, "offset", attempt, to_timestamp(due_ms / 1000.0), code, error
     from ${rowsOfLists(
       {
         ...{ '"offset"': 'bigint', attempt: 'integer', due_ms: 'bigint' },
         ...{ code: 'integer', error: 'text' },
       },
       4,
     )} as retry
     on conflict (trigger, topic_identity, partition, "offset") do update
       set attempt = excluded.attempt, next_attempt_at = excluded.next_attempt_at,
         last_code = excluded.last_code, last_error = excluded.last_error`,
    [
      ...keyOf(place),
      retries.map(({ offset }) => offset),
      retries.map(({ attempt }) => attempt),
      retries.map(({ dueMs }) => Math.round(dueMs)),
      retries.map(({ code }) => code ?? null),
      retries.map(({ error }) => error ?? null),
    ],
  );
}

/** From one offset up to another, exclusive. */
export async function removeRetries(
  sql: Sql,
  place: Place,
  from: number,
  to: number,
): Promise<void> {
  await sql.count(`delete from retries where ${key} and "offset" >= $4 and "offset" < $5`, [
    ...keyOf(place),
    from,
    to,
  ]);
}

export async function removeRetry(sql: Sql, place: Place, offset: number): Promise<void> {
  await sql.count(`delete from retries where ${key} and "offset" = $4`, [...keyOf(place), offset]);
}
