/** Guests by name, e-mail address or phone number, without any of these in a table or an address. */
import * as z from 'zod';
import { GuestPage, guestsPerPageMax, SearchGuests } from '#schema/guests/http.ts';
import { GuestId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { findGuests } from './blind-terms.ts';
import { wantedTerms } from './domain/terms.ts';
import { guestView, readGuests } from './guest-rows.ts';
import { problems } from './problems.ts';

/** What the list sorts by. */
const Key = z.tuple([GuestId]);

export default http({
  context: 'guests',
  name: 'search-guests',
  purpose:
    'Finds profiles by last name or its beginning, e-mail address or phone number, in pages.',
  route: 'POST /v1/guest-searches',
  permission: 'guests:read',
  transaction: 'read',
  // It makes nothing.
  idempotencyKey: 'none',
  body: SearchGuests,
  answers: { 200: GuestPage, 400: ['cursor_invalid'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ body, principal: { tenantId } }, { sql }) {
    const limit = body.limit ?? guestsPerPageMax;
    const after = body.cursor === undefined ? [null] : decodeCursor(body.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const found = await findGuests(sql, tenantId, wantedTerms(body), {
      ...{ after: after[0], limit: limit + 1 },
    });
    const { page, next } = pageOf(found, limit, (id) => [id]);
    const rows = await readGuests(sql, tenantId, page);
    return { status: 200, body: { guests: rows.map(guestView), ...next } };
  },
});
