/** Events that a trigger has given up, newest first: why, and where they stand. */
import { Instant } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import { decodeCursor, encodeCursor } from '#shared/http/cursor.ts';
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

export default http({
  context: 'integrations',
  name: 'list-dead-letters',
  purpose: 'Lists events that could not be delivered, newest first, in pages.',
  route: 'GET /v1/dead-letters',
  permission: 'dead_letters:read',
  transaction: 'read',
  query: ListDeadLetters,
  answers: { 200: DeadLetterPage, 400: ['cursor_invalid'] },
  problems: { cursor_invalid: { status: 400, title: 'The cursor is not one of ours' } },
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ query, principal }, { sql }) {
    const { limit = deadLettersPerPageMax, cursor, trigger } = query;
    const before = cursor === undefined ? [null, null] : decodeCursor(cursor, 2);
    if (before === 'invalid' || !isPlace(before)) return refuse('cursor_invalid');
    const tenantId = principal.tenantId === houseTenantId ? null : principal.tenantId;
    const rows = await sql.rows<Row>('select * from push.dead_letters_before($1, $2, $3, $4, $5)', [
      ...before,
      trigger ?? null,
      tenantId,
      limit + 1,
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      status: 200,
      body: {
        deadLetters: page.map(view),
        ...(rows.length > limit && last !== undefined
          ? { nextCursor: encodeCursor([last.failed_at, last.dead_letter_id]) }
          : {}),
      },
    };
  },
});

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the database would refuse as an instant and an id is no cursor. */
function isPlace([at, id]: readonly (string | null)[]): boolean {
  if (at === null && id === null) return true;
  return Instant.safeParse(at).success && uuid.test(id ?? '');
}

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
