/** What the front desk's read models take from the facts: the whole reservation, after the fact. */
import type { ReservationFact, ReservationsEventType } from '#schema/reservations/events.ts';
import { contentOf } from '#shared/events/read-fact.ts';
import type { StoredRecord } from '#shared/log/log.ts';

/** Nobody sees that a list is a sixth of a second late, and a batch costs as much as thirty of its facts. */
export const listGatherMs = 150;

export interface ReservationSeen {
  readonly tenantId: string;
  readonly fact: ReservationFact;
}

/** The newest fact of each reservation of a batch; facts about anything else pass by. */
export function reservationsIn(records: readonly StoredRecord[]): readonly ReservationSeen[] {
  const seen = new Map<string, ReservationSeen>();
  for (const record of records) {
    const tenantId = record.headers['ce_tenantid'];
    if (
      tenantId === undefined ||
      !isAboutReservation(record.headers['ce_type'] as ReservationsEventType)
    )
      continue;
    const fact: ReservationFact = contentOf(record);
    const before = seen.get(fact.reservationId);
    if (before === undefined || before.fact.version < fact.version)
      seen.set(fact.reservationId, { tenantId, fact });
  }
  return [...seen.values()];
}

/** The columns that both lists keep of every reservation, in the order of `listedColumns`. */
export const listedTypes = {
  ...{ tenant_id: 'uuid', property_id: 'uuid', reservation_id: 'uuid', version: 'integer' },
  ...{ arrival: 'date', departure: 'date', confirmation_number: 'text', room_type: 'text' },
  ...{ adults: 'integer', children: 'integer', infants: 'integer', personal: 'text' },
} as const;

/** What both lists keep of every reservation, one array per column. */
export function listedColumns(seen: readonly ReservationSeen[]) {
  return {
    keys: [
      seen.map(({ tenantId }) => tenantId),
      seen.map(({ fact }) => fact.propertyId),
      seen.map(({ fact }) => fact.reservationId),
      seen.map(({ fact }) => fact.version),
    ],
    dates: [
      seen.map(({ fact }) => fact.booking.arrival),
      seen.map(({ fact }) => fact.booking.departure),
    ],
    guests: [
      seen.map(({ fact }) => fact.confirmationNumber),
      seen.map(({ fact }) => fact.assignedRoomType ?? fact.booking.roomType),
      seen.map(({ fact }) => fact.booking.adults),
      seen.map(({ fact }) => fact.booking.children),
      seen.map(({ fact }) => fact.booking.infants),
      seen.map(({ fact }) => fact.booking.personal ?? null),
    ],
  };
}

function isAboutReservation(type: ReservationsEventType): boolean {
  switch (type) {
    case 'reservation.confirmed.v1':
    case 'reservation.modified.v1':
    case 'reservation.cancelled.v1':
    case 'reservation.reinstated.v1':
    case 'reservation.checked_in.v1':
    case 'reservation.check_in_undone.v1':
    case 'reservation.checked_out.v1':
    case 'reservation.no_show.v1':
      return true;
    case 'property.opened.v1':
    case 'reservation.turned_away.v1':
    case 'inventory.set.v1':
    case 'rooms.counted.v1':
    case 'persons.limited.v1':
    case 'stays.restricted.v1':
    case 'business_day.closed.v1':
    case 'work_item.resolved.v1':
      return false;
  }
}
