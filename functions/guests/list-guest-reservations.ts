/** The reservations of a guest, those of profiles that were merged into it among them. */
import * as z from 'zod';
import {
  GuestParams,
  GuestReservationPage,
  GuestReservationsQuery,
  guestReservationsPerPageMax,
} from '#schema/guests/http.ts';
import { PropertyId, ReservationId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { known, readGuests } from './guest-rows.ts';
import { linkView, mergedIds, readLinks } from './person.ts';
import { problems } from './problems.ts';

/** What the list sorts by. */
const Key = z.tuple([PropertyId, ReservationId]);

export default http({
  context: 'guests',
  name: 'list-guest-reservations',
  purpose: 'Lists the reservations of a guest at all properties of the tenant, in pages.',
  route: 'GET /v1/guests/{guestId}/reservations',
  permission: 'guests:read',
  transaction: 'read',
  params: GuestParams,
  query: GuestReservationsQuery,
  answers: {
    200: GuestReservationPage,
    400: ['cursor_invalid'],
    404: ['guest_unknown'],
    410: ['guest_erased'],
  },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  async handle({ params: { guestId }, query, principal: { tenantId } }, { sql }) {
    const limit = query.limit ?? guestReservationsPerPageMax;
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const [row] = await readGuests(sql, tenantId, [guestId]);
    const found = known(row);
    if ('refusal' in found) return found;
    const ids = [guestId, ...(await mergedIds(sql, tenantId, guestId))];
    const rows = await readLinks(sql, tenantId, ids, {
      ...(after === undefined ? {} : { after }),
      limit: limit + 1,
    });
    const { page, next } = pageOf(rows, limit, (link) => [link.property_id, link.reservation_id]);
    return { status: 200, body: { reservations: page.map(linkView), ...next } };
  },
});
