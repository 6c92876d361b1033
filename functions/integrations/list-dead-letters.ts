/** Events that a trigger has given up, newest first: why, and where they stand. */
import * as z from 'zod';
import { Instant } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import {
  type DeadLetter,
  DeadLetterPage,
  deadLettersPerPageMax,
  ListDeadLetters,
} from './views.ts';

interface Row {
  readonly dead_letter_id: string;
  readonly trigger: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly code: number;
  readonly error: string;
  readonly attributes: string;
  readonly failed_at: string;
  readonly retried_at: string | null;
}

/** What the list sorts by. */
const Place = z.tuple([z.iso.datetime(), z.uuid()]);

export default http({
  context: 'integrations',
  name: 'list-dead-letters',
  purpose: 'Lists events that could not be delivered, newest first, in pages.',
  route: 'GET /v1/dead-letters',
  permission: 'dead_letters:read',
  transaction: 'read',
  query: ListDeadLetters,
  answers: { 200: DeadLetterPage, 400: ['cursor_invalid'] },
  problems: {
    cursor_invalid: {
      status: 400,
      title: 'The cursor is not one of ours',
      next: 'Begin without a cursor, and use `nextCursor` as it was given.',
    },
  },
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ query, principal }, { sql }) {
    const { limit = deadLettersPerPageMax, cursor, trigger } = query;
    const before = cursor === undefined ? [null, null] : decodeCursor(cursor, Place);
    if (before === 'invalid') return refuse('cursor_invalid');
    const tenantId = principal.tenantId === houseTenantId ? null : principal.tenantId;
    const rows = await sql.rows<Row>('select * from push.dead_letters_before($1, $2, $3, $4, $5)', [
      ...before,
      trigger ?? null,
      tenantId,
      limit + 1,
    ]);
    const { page, next } = pageOf(rows, limit, (row) => [row.failed_at, row.dead_letter_id]);
    return {
      status: 200,
      body: {
        deadLetters: page.map(view),
        ...next,
      },
    };
  },
});

function view(row: Row): DeadLetter {
  const { trigger, topic, partition, offset, code, error } = row;
  return {
    id: row.dead_letter_id,
    trigger,
    topic,
    partition,
    offset,
    code,
    error,
    attributes: JSON.parse(row.attributes),
    failedAt: Instant.parse(row.failed_at),
    ...(row.retried_at === null ? {} : { retriedAt: Instant.parse(row.retried_at) }),
  };
}
