/** Who is in the house now, by departure date. */
import { eventsTopic } from '#schema/reservations/events.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { consumer } from '#shared/function/declare.ts';
import {
  listedColumns,
  listedTypes,
  listGatherMs,
  type ReservationSeen,
  reservationsIn,
} from './front-desk-facts.ts';

/**
 * A row is made by the first fact after the booking and stays, absent, when the guest has left: its version
 * still guards against a fact that comes late.
 */
const upsert = `
  insert into in_house (tenant_id, property_id, reservation_id, version, arrival, departure,
                        confirmation_number, room_type, adults, children, infants, personal, present)
  select * from ${rowsOfLists({ ...listedTypes, present: 'boolean' })} row
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
  gatherMs: listGatherMs,
  tables: ['in_house'],
  scale: { replicasMin: 0, replicasMax: 8, lagThreshold: 5000 },
  memory: () => null,
  async handle({ records }) {
    // A booking, most of all facts, says nothing about who is here, and is not even read.
    const later = records.filter(
      ({ headers }) => headers['ce_type'] !== 'reservation.confirmed.v1',
    );
    const seen = reservationsIn(later);
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
  const { keys, dates, guests } = listedColumns(seen);
  return [...keys, ...dates, ...guests, seen.map(({ fact }) => fact.status === 'in_house')];
}
