/** A person is forgotten: without their keys nothing that was ever said of them can be read. What is fiscal stays. */
import {
  ErasedGuest,
  EraseGuest,
  GuestParams,
  type GuestReservation,
} from '#schema/guests/http.ts';
import type { Sql } from '#shared/database/database.ts';
import { http } from '#shared/function/declare.ts';
import { changeable } from './guest-rows.ts';
import { type LinkRow, takePerson } from './person.ts';
import { problems } from './problems.ts';

export default http({
  context: 'guests',
  name: 'erase-guest',
  purpose: 'Erases a guest: their keys, and what they are found by. Fiscal facts stay.',
  route: 'POST /v1/guests/{guestId}/erasures',
  permission: 'guests:erase',
  transaction: 'write',
  params: GuestParams,
  body: EraseGuest,
  answers: { 200: ErasedGuest, 404: ['guest_unknown'], 409: ['guest_merged'] },
  problems,
  scale: { rps: 2, replicasMin: 0, replicasMax: 2 },
  async handle({ params: { guestId }, principal: { tenantId } }, { sql, clock, emit }) {
    const { row, ids } = await takePerson(sql, tenantId, guestId);
    const guest = changeable(row);
    if ('refusal' in guest) {
      if (guest.refusal !== 'guest_erased') return guest;
      // Said twice, done once.
      const version = row?.version ?? 1;
      return { status: 200, body: { id: guestId, version, status: 'erased' }, version };
    }
    const reservations = await forget(sql, tenantId, ids, new Date(clock.nowMs()));
    const version = guest.version + 1;
    emit({
      ...{ type: 'guest.erased.v1', subject: guestId, partitionKey: guestId },
      data: { guestId, version, profiles: ids.slice(1), reservations },
    });
    return { status: 200, body: { id: guestId, version, status: 'erased' }, version };
  },
});

/** Resolves with the reservations that were theirs until now. */
async function forget(
  sql: Sql,
  tenantId: string,
  ids: readonly string[],
  now: Date,
): Promise<readonly Pick<GuestReservation, 'propertyId' | 'reservationId'>[]> {
  const whose = 'where tenant_id = $1 and guest_id = any($2::uuid[])';
  await sql.count(`delete from guest_keys ${whose}`, [tenantId, ids]);
  await sql.count('delete from search_terms where tenant_id = $1 and source_id = any($2::uuid[])', [
    tenantId,
    ids,
  ]);
  await sql.count(
    `update guests set status = 'erased', personal = null, version = version + 1, changed_at = $3 ${whose}`,
    [tenantId, ids, now],
  );
  // The print of what created a profile is made of it: a repeat is refused from now on.
  await sql.count(
    `update idempotency set fingerprint = '' where tenant_id = $1 and request_id = any($2::uuid[])`,
    [tenantId, ids],
  );
  // One that is given to somebody else at this moment is theirs, or was this guest's to the end.
  const links = await sql.rows<Pick<LinkRow, 'property_id' | 'reservation_id'>>(
    `delete from guest_reservations ${whose} returning property_id, reservation_id`,
    [tenantId, ids],
  );
  return links.map((link) => ({
    ...{ propertyId: link.property_id, reservationId: link.reservation_id },
  }));
}
