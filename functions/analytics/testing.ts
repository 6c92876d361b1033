/** Facts for the tests of this context: a stay of two nights, and what a test wants to be different. */
import type {
  ReservationFact,
  ReservationsEvents,
  ReservationsEventType,
  TurnedAway,
} from '#schema/reservations/events.ts';
import type { Booking } from '#schema/reservations/values.ts';
import { recordOfEvent, sequenceOf } from '#shared/events/fact-record.ts';
import type { StoredRecord } from '#shared/log/log.ts';

export const tenantId = '018f0000-0000-7000-8000-000000000001';
export const propertyId = '018f0000-0000-7000-8000-0000000000a1';
export const reservationId = '018f0000-0000-7000-8000-0000000000b1';

type Unbranded<T> = {
  readonly [K in keyof T]?: T[K] extends string | undefined ? string : T[K];
};

const head = {
  propertyId,
  actor: { kind: 'user', id: 'desk' },
  businessDate: '2030-01-10',
  effectiveAt: '2030-01-10T12:00:00Z',
};

export function booking(wanted: Unbranded<Booking> = {}): Booking {
  return {
    arrival: '2030-01-10',
    departure: '2030-01-12',
    roomType: 'DBL',
    ratesMinor: [10_000, 12_000],
    currency: 'EUR',
    adults: 2,
    children: 0,
    infants: 0,
    ...wanted,
  } as Booking;
}

export function reservationFact(wanted: Unbranded<ReservationFact> = {}): ReservationFact {
  return {
    ...head,
    reservationId,
    confirmationNumber: 'A34679CDEF',
    version: 1,
    status: 'confirmed',
    booking: booking(),
    validationMessages: [],
    ...wanted,
  } as ReservationFact;
}

export function checkedOut(
  wanted: Unbranded<ReservationsEvents['reservation.checked_out.v1']> = {},
): ReservationsEvents['reservation.checked_out.v1'] {
  return {
    ...reservationFact({ version: 3, status: 'checked_out' }),
    nightsStayed: 2,
    ...wanted,
  } as never;
}

export function turnedAway(wanted: Unbranded<TurnedAway> = {}): TurnedAway {
  return {
    ...head,
    reservationId,
    arrival: '2030-01-10',
    departure: '2030-01-12',
    roomType: 'DBL',
    nights: ['2030-01-10'],
    validationMessages: [],
    ...wanted,
  } as TurnedAway;
}

export function opened(): ReservationsEvents['property.opened.v1'] {
  return {
    ...head,
    name: 'Test House',
    timeZone: 'Europe/Lisbon',
    currency: 'EUR',
    bucket: 1,
    roomTypes: [{ code: 'DBL', name: 'Double', physical: 10 }],
  } as never;
}

/** As the relay carries it, at its position in the outbox. */
export function record<T extends ReservationsEventType>(
  position: number,
  type: T,
  data: ReservationsEvents[T],
): StoredRecord {
  return {
    ...recordOfEvent({
      specversion: '1.0',
      id: `018f0000-0000-7000-9000-${String(position).padStart(12, '0')}`,
      source: '/reservations',
      type,
      subject: data.propertyId,
      extensions: {
        tenantid: tenantId,
        partitionkey: data.propertyId,
        sequence: sequenceOf(position),
      },
      data: JSON.stringify(data),
    }),
    offset: position,
    appendedAtMs: 1_893_456_000_000,
  };
}
