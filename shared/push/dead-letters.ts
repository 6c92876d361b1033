/** What a trigger has given up: a record in the dead-letter topic, and a row by which it is found. */
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { type CloudEvent, descriptionOf } from '#shared/events/cloud-event.ts';
import type { LogRecord, StoredRecord } from '#shared/log/log.ts';
import type { Place } from './retries.ts';

export interface DeadLetter {
  readonly id: string;
  readonly offset: number;
  readonly code: number;
  readonly error: string;
  /** JSON text. */
  readonly attributes: string;
  readonly failedAtMs: number;
}

/** The event as it was, and why it is here. */
export function deadLetterRecord(
  { key, headers, value }: StoredRecord,
  destination: string,
  code: number,
  error: Buffer,
): LogRecord {
  return {
    key,
    headers: {
      ...headers,
      ce_knativeerrordest: destination,
      ce_knativeerrorcode: String(code),
      ce_knativeerrordata: error.toString('base64'),
    },
    value,
  };
}

export function attributesText(event: CloudEvent): string {
  return JSON.stringify(descriptionOf(event));
}

/** PostgreSQL's text holds every character but one. */
export function errorText(error: Buffer): string {
  return error.toString('utf8').replaceAll('\0', '');
}

export async function putDeadLetters(
  sql: Sql,
  { trigger, topic, topicIdentity, partition }: Place,
  letters: readonly DeadLetter[],
): Promise<void> {
  if (letters.length === 0) return;
  await sql.count(
    `insert into dead_letters (dead_letter_id, trigger, topic, topic_identity, partition, "offset",
                               code, error, attributes, failed_at)
     select id, $1, $2, $3, $4, "offset", code, error, attributes, to_timestamp(failed_at_ms / 1000.0)
     from ${rowsOfLists(
       {
         ...{ id: 'uuid', '"offset"': 'bigint', code: 'integer' },
         ...{ error: 'text', attributes: 'text', failed_at_ms: 'bigint' },
       },
       5,
     )} as letter
     on conflict do nothing`,
    [
      trigger,
      topic,
      topicIdentity,
      partition,
      letters.map(({ id }) => id),
      letters.map(({ offset }) => offset),
      letters.map(({ code }) => code),
      letters.map(({ error }) => error),
      letters.map(({ attributes }) => attributes),
      letters.map(({ failedAtMs }) => failedAtMs),
    ],
  );
}
