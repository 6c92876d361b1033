/** Who arrives when: every reservation that is not cancelled, by its arrival date. */
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

const insert = `
  insert into arrivals (tenant_id, property_id, reservation_id, version, arrival, departure,
                        confirmation_number, room_type, adults, children, infants, personal, status, flagged)
  select * from ${rowsOfLists({ ...listedTypes, status: 'text', flagged: 'boolean' })} row`;

/** `version` guards the row: a fact that comes late, or again, changes nothing. */
const upsert = `${insert}
  on conflict (tenant_id, property_id, reservation_id) do update
  set version = excluded.version, arrival = excluded.arrival, departure = excluded.departure,
      status = excluded.status, room_type = excluded.room_type, adults = excluded.adults,
      children = excluded.children, infants = excluded.infants, flagged = excluded.flagged,
      personal = excluded.personal
  where arrivals.version < excluded.version`;

export default consumer({
  context: 'reservations',
  name: 'project-arrivals',
  purpose: 'Keeps the list of arrivals from the facts of reservations.',
  topic: eventsTopic,
  batchRecordsMax: 1000,
  gatherMs: listGatherMs,
  tables: ['arrivals'],
  scale: { replicasMin: 0, replicasMax: 8, lagThreshold: 5000 },
  memory: () => null,
  async handle({ records }, { presumeNew }) {
    const seen = reservationsIn(records);
    const isNew = ({ fact }: ReservationSeen): boolean => presumeNew && fact.version === 1;
    return {
      tenants: [...new Set(seen.map(({ tenantId }) => tenantId))],
      events: [],
      async write(sql) {
        const made = seen.filter(isNew);
        const others = seen.filter((each) => !isNew(each));
        await Promise.all([
          made.length > 0 ? sql.count(insert, columnsOf(made)) : undefined,
          others.length > 0 ? sql.count(upsert, columnsOf(others)) : undefined,
        ]);
      },
    };
  },
});

function columnsOf(seen: readonly ReservationSeen[]): readonly unknown[] {
  const { keys, dates, guests } = listedColumns(seen);
  const statuses = seen.map(({ fact }) => fact.status);
  const flagged = seen.map(({ fact }) => fact.validationMessages.length > 0);
  return [...keys, ...dates, ...guests, statuses, flagged];
}
