/** Who is in the house now, by departure date. */
import { eventsTopic } from '#schema/reservations/events.ts';
import { consumer } from '#shared/function/declare.ts';
import { type ReservationSeen, reservationsIn } from './front-desk-facts.ts';

/**
 * A row is made by the first fact after the booking and stays, absent, when the guest has left: its version
 * still guards against a fact that comes late.
 */
const upsert = `
  insert into in_house (tenant_id, property_id, reservation_id, version, present, arrival, departure,
                        confirmation_number, room_type, adults, children, infants, personal)
  select seen.* from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::boolean[], $6::date[], $7::date[],
                            $8::text[], $9::text[], $10::integer[], $11::integer[], $12::integer[], $13::text[])
    as seen (tenant_id, property_id, reservation_id, version, present, arrival, departure,
             confirmation_number, room_type, adults, children, infants, personal)
  on conflict (tenant_id, property_id, reservation_id) do update
  set version = excluded.version, present = excluded.present, arrival = excluded.arrival,
      departure = excluded.departure, room_type = excluded.room_type, adults = excluded.adults,
      children = excluded.children, infants = excluded.infants, personal = excluded.personal
  where in_house.version < excluded.version`;

export default consumer({
  context: 'reservations',
  name: 'project-in-house',
  purpose: 'Keeps the list of guests in the house from the facts of reservations.',
  topic: eventsTopic,
  batchRecordsMax: 1000,
  tables: ['in_house'],
  scale: { replicasMin: 0, replicasMax: 8, lagThreshold: 5000 },
  memory: () => null,
  async handle({ records }) {
    // A booking alone, most of all facts, says nothing about who is here.
    const seen = reservationsIn(records).filter(
      ({ fact }) => fact.status === 'in_house' || fact.version > 1,
    );
    return {
      tenants: [...new Set(seen.map(({ tenantId }) => tenantId))],
      events: [],
      async write(sql) {
        if (seen.length > 0) await sql.count(upsert, columnsOf(seen));
      },
    };
  },
});

function columnsOf(seen: readonly ReservationSeen[]): readonly unknown[] {
  return [
    seen.map(({ tenantId }) => tenantId),
    seen.map(({ fact }) => fact.propertyId),
    seen.map(({ fact }) => fact.reservationId),
    seen.map(({ fact }) => fact.version),
    seen.map(({ fact }) => fact.status === 'in_house'),
    seen.map(({ fact }) => fact.booking.arrival),
    seen.map(({ fact }) => fact.booking.departure),
    seen.map(({ fact }) => fact.confirmationNumber),
    seen.map(({ fact }) => fact.assignedRoomType ?? fact.booking.roomType),
    seen.map(({ fact }) => fact.booking.adults),
    seen.map(({ fact }) => fact.booking.children),
    seen.map(({ fact }) => fact.booking.infants),
    seen.map(({ fact }) => fact.booking.personal ?? null),
  ];
}
