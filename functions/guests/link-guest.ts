/** Whose stay a reservation is: said afterwards, so that a booking costs nothing more. */
import { GuestReservation, LinkGuest, reservationsPerGuestMax } from '#schema/guests/http.ts';
import { ReservationParams } from '#schema/reservations/http.ts';
import type { GuestId, Instant } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { instantText } from '#shared/instant.ts';
import { changeable, readGuests } from './guest-rows.ts';
import { readLinks, takePerson } from './person.ts';
import { problems } from './problems.ts';
import { unfitAs } from './unfit.ts';

export default http({
  context: 'guests',
  name: 'link-guest',
  purpose: 'Says whose stay a reservation is, in the place of whoever was said before.',
  route: 'PUT /v1/properties/{propertyId}/reservations/{reservationId}/guest',
  permission: 'guests:write',
  scope: 'propertyId',
  transaction: 'write',
  params: ReservationParams,
  body: LinkGuest,
  answers: {
    200: GuestReservation,
    404: ['reservation_unknown'],
    409: ['guest_merged', 'guest_reservations_full'],
    422: ['guest_unfit'],
  },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, body: { guestId }, principal: { tenantId } }, { sql, clock, emit }) {
    const key = [tenantId, params.propertyId, params.reservationId];
    if (!(await isThere(sql, key.slice(1)))) return refuse('reservation_unknown');
    const { row, ids } = await takePerson(sql, tenantId, guestId);
    const guest = changeable(row);
    if ('refusal' in guest) {
      if (guest.refusal === 'guest_merged') return guest;
      return unfitAs('guestId', guest.refusal);
    }
    const before = await linked(sql, key);
    const now = instantText(clock.nowMs()) as Instant;
    const link = { ...params, guestId, linkedAt: before?.linked_at ?? now };
    if (before?.guest_id === guestId) return { status: 200, body: link };
    const links = await readLinks(sql, tenantId, ids, { limit: reservationsPerGuestMax });
    if (links.length === reservationsPerGuestMax) return refuse('guest_reservations_full');
    await sql.count(
      `insert into guest_reservations (tenant_id, property_id, reservation_id, guest_id, linked_at)
       values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, property_id, reservation_id)
       do update set guest_id = excluded.guest_id, linked_at = excluded.linked_at`,
      [...key, guestId, now],
    );
    const [formerly] =
      before === undefined ? [] : await readGuests(sql, tenantId, [before.guest_id]);
    for (const [type, of] of [
      ['guest.reservation_unlinked.v1', formerly],
      ['guest.reservation_linked.v1', guest],
    ] as const) {
      if (of === undefined) continue;
      const { guest_id: subject, version } = of;
      emit({
        type,
        subject,
        partitionKey: subject,
        data: { guestId: subject, version, ...params },
      });
    }
    return { status: 200, body: { ...link, linkedAt: now } };
  },
});

async function isThere(sql: Sql, ids: readonly string[]): Promise<boolean> {
  const [row] = await sql.rows<{ is: boolean }>(
    'select reservations.is_reservation($1, $2) as is',
    ids,
  );
  return row?.is === true;
}

/** Whoever links it to somebody else waits. */
async function linked(
  sql: Sql,
  key: readonly string[],
): Promise<{ readonly guest_id: GuestId; readonly linked_at: Instant } | undefined> {
  const [row] = await sql.rows<{ readonly guest_id: GuestId; readonly linked_at: Instant }>(
    `select guest_id, linked_at from guest_reservations
     where tenant_id = $1 and property_id = $2 and reservation_id = $3 for update`,
    key,
  );
  return row;
}
