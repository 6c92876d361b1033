/** Whoever was erased is unreadable in their reservations too: the keys of these go, and what they cost stays. */
import { GuestErased } from '#schema/guests/events.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { subscriber } from '#shared/function/declare.ts';

export default subscriber({
  context: 'reservations',
  name: 'erase-guest-keys',
  purpose: 'Deletes the keys of personal data in the reservations of a guest who was erased.',
  broker: 'guests',
  filters: [{ exact: { type: 'guest.erased.v1' } }],
  order: 'unordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'write',
  data: GuestErased,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data: { reservations } }, { sql }) {
    await sql.count(
      `delete from guest_keys guest_key
       using ${rowsOfLists({ property_id: 'uuid', reservation_id: 'uuid' }, 2)} erased
       where guest_key.tenant_id = $1 and guest_key.property_id = erased.property_id
         and guest_key.reservation_id = erased.reservation_id`,
      [
        event.extensions['tenantid'],
        reservations.map(({ propertyId }) => propertyId),
        reservations.map(({ reservationId }) => reservationId),
      ],
    );
    return { outcome: 'done' };
  },
});
