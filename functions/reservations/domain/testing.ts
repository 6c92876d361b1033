/** `given(facts).when(command).then…`: exact in order, count and every field; and books to compare. */
import { expect } from 'vitest';
import type { ScopeRestrictions } from '#schema/rates/restricted-stay.ts';
import type {
  CommandEnvelope,
  RejectionDetails,
  ReservationsCommand,
  ReservationsCommandBody,
  ReservationsRejection,
} from '#schema/reservations/commands.ts';
import type {
  ReservationsEvent,
  ReservationsEvents,
  ReservationsEventType,
} from '#schema/reservations/events.ts';
import type { Booking } from '#schema/reservations/values.ts';
import {
  type Actor,
  type CommandId,
  type Currency,
  dateOfDay,
  dayNumber,
  type HotelDate,
  type Instant,
  type PropertyId,
  type ReservationId,
  type RoomTypeCode,
  type TenantId,
} from '#schema/values.ts';
import { bookingOf, type PropertyBook } from './book.ts';
import { changes } from './changes.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { figuresAt, place } from './nights.ts';
import type { Reservation } from './reservation.ts';
import type { NightRow } from './rows.ts';

export const tenant = '0199d000-0000-7000-8000-000000000001' as TenantId;
export const otherTenant = '0199d000-0000-7000-8000-000000000002' as TenantId;
export const property = '0199d000-0000-7000-8000-0000000000aa' as PropertyId;
export const desk: Actor = { kind: 'user', id: 'anna' };
export const at = '2026-05-10T09:00:00.000Z' as Instant;
export const EUR = 'EUR' as Currency;

export function date(text: string): HotelDate {
  return text as HotelDate;
}

export function code(text: string): RoomTypeCode {
  return text as RoomTypeCode;
}

export function id(number: number): ReservationId {
  return `0199d000-0000-7000-9000-${String(number).padStart(12, '0')}` as ReservationId;
}

/** Rates default to 100.00 for each night; everything else is complete. */
export function booking(
  arrival: string,
  departure: string,
  more: { [K in keyof Booking]?: Booking[K] } = {},
): Booking {
  const nights = (Date.parse(departure) - Date.parse(arrival)) / 86_400_000;
  return {
    arrival: date(arrival),
    departure: date(departure),
    roomType: code('DBL'),
    ratesMinor: Array.from({ length: Math.max(0, nights) }, () => 100_00),
    currency: EUR,
    adults: 2,
    children: 0,
    infants: 0,
    ...more,
  };
}

export function head(businessDate: string) {
  return { propertyId: property, actor: desk, businessDate: date(businessDate), effectiveAt: at };
}

/** The property of most tests: two doubles, one twin, one suite. */
export function opened(businessDate = '2026-05-10'): ReservationsEvent {
  return {
    type: 'property.opened.v1',
    data: {
      ...head(businessDate),
      name: 'Caravan',
      timeZone: 'Europe/Vienna',
      currency: EUR,
      bucket: 7,
      roomTypes: [
        { code: code('DBL'), name: 'Double', physical: 2 },
        { code: code('TWN'), name: 'Twin', physical: 1 },
        { code: code('STE'), name: 'Suite', physical: 1 },
      ],
    },
  };
}

type StayEventType = Extract<
  ReservationsEventType,
  `reservation.${'confirmed' | 'modified' | 'cancelled' | 'reinstated' | 'checked_in' | 'check_in_undone' | 'checked_out' | 'no_show'}.v1`
>;

/** A fact of a reservation, of 10 May, all of it written out by the test but who and when. */
export function fact<T extends StayEventType>(
  type: T,
  reservation: Omit<ReservationsEvents[T], keyof ReturnType<typeof head> | 'validationMessages'> & {
    readonly businessDate?: string;
    readonly validationMessages?: ReservationsEvents[T]['validationMessages'];
  },
): ReservationsEvent {
  const { businessDate = '2026-05-10', ...rest } = reservation;
  const data = { ...head(businessDate), validationMessages: [], ...rest };
  return { type, data } as unknown as ReservationsEvent;
}

export function closed(businessDate: string, nextBusinessDate: string): ReservationsEvent {
  return {
    type: 'business_day.closed.v1',
    data: { ...head(businessDate), nextBusinessDate: date(nextBusinessDate) },
  };
}

export function inventory(
  setting: Omit<ReservationsEvents['inventory.set.v1'], keyof ReturnType<typeof head>>,
  businessDate = '2026-05-10',
): ReservationsEvent {
  return { type: 'inventory.set.v1', data: { ...head(businessDate), ...setting } };
}

export function counted(rooms: number, listVersion: number, roomType = 'DBL'): ReservationsEvent {
  const said = { roomType: code(roomType), name: 'Counted', rooms, listVersion };
  return { type: 'rooms.counted.v1', data: { ...head('2026-05-10'), ...said } };
}

export function restrictedBy(
  listVersion: number,
  ...scopes: readonly ScopeRestrictions[]
): ReservationsEvent {
  return {
    type: 'stays.restricted.v1',
    data: { ...head('2026-05-10'), scopes, listVersion },
  };
}

export function command(
  body: ReservationsCommandBody,
  more: Partial<CommandEnvelope> = {},
): ReservationsCommand {
  return {
    id: '0199d000-0000-8000-8000-000000000000' as CommandId,
    tenantId: tenant,
    propertyId: property,
    fingerprint: 'GmN0sM1cDk2mS1L5vQ0zXw',
    actor: desk,
    effectiveAt: at,
    acceptance: 'strict',
    body,
    ...more,
  };
}

export const flagging = { acceptance: 'accept_and_flag' } as const;

/** The book the facts make, with nothing left to hand out. */
export function bookOf(...facts: ReservationsEvent[]): PropertyBook {
  const book = evolveAll(undefined, tenant, facts);
  if (book === undefined) throw new Error('no facts given');
  changes(book);
  return book;
}

export function given(...facts: ReservationsEvent[]) {
  const book = facts.length === 0 ? undefined : bookOf(...facts);
  return {
    when(body: ReservationsCommandBody, more: Partial<CommandEnvelope> = {}) {
      const before = book === undefined ? undefined : viewOf(book);
      const decision = decide(command(body, more), book);
      if (book !== undefined) expect(viewOf(book), 'a decision changes nothing').toEqual(before);
      return {
        thenNothing() {
          expect(decision).toStrictEqual({ accepted: true, facts: [] });
        },
        thenFacts(...expected: ReservationsEvent[]): PropertyBook {
          // A booking that was read is like any other: a clone has no class.
          expect(structuredClone(decision)).toStrictEqual({ accepted: true, facts: expected });
          const after = evolveAll(book, tenant, expected);
          if (after === undefined) throw new Error('no book');
          return after;
        },
        thenRejected(
          rejection: ReservationsRejection,
          details: RejectionDetails = {},
          ...expected: ReservationsEvent[]
        ) {
          expect(decision).toStrictEqual({
            accepted: false,
            rejection,
            details,
            facts: expected,
          });
          return book === undefined ? undefined : evolveAll(book, tenant, expected);
        },
      };
    },
  };
}

/** `sold` of a type, or of the house, on the nights from the first to before the last. */
export function sold(book: PropertyBook, roomType: string, from: string, to: string): number[] {
  const scope = book.scopes.get(code(roomType)) ?? book.nights.house;
  const first = dayNumber(date(from));
  return Array.from({ length: dayNumber(date(to)) - first }, (_, night) => {
    return figuresAt(book.nights, place(book.nights, scope, first + night)).sold;
  });
}

/** All a book knows, however it lies in memory: two books with the same view behave the same. */
export function viewOf(book: PropertyBook) {
  const { nights, reservations, workItems, restrictions, persons, ...others } = book;
  const { scopes, numbering, ...plain } = others;
  const { closed: closedIds, touched: _, ...property } = plain;
  const figures: Record<string, ReturnType<typeof figuresAt>> = {};
  for (let scope = 0; scope <= nights.house; scope += 1) {
    // What lies outside the window is as the property was opened, in every book.
    const untouched = JSON.stringify(figuresAt(nights, place(nights, scope, -1)));
    for (let day = book.businessDay; day < nights.firstDay + nights.days; day += 1) {
      const night = figuresAt(nights, place(nights, scope, day));
      if (JSON.stringify(night) !== untouched) figures[`${scope} ${dateOfDay(day)}`] = night;
    }
  }
  return {
    property,
    scopes: [...scopes],
    numbering: [...numbering],
    figures,
    reservations: Object.fromEntries(
      [...reservations.values()].map((one) => [one.reservationId, readable(one)]),
    ),
    closed: [...closedIds].sort(),
    workItems: Object.fromEntries(workItems),
    restrictions: Object.fromEntries(restrictions),
    persons: Object.fromEntries(persons),
  };
}

/** As it is seen once it was loaded from its rows: numbers that were put aside are taken for given. */
export function viewLoaded(book: PropertyBook) {
  return viewOf({ ...book, bookings: book.numbersKept });
}

function readable(reservation: Reservation) {
  const { bookingText: _, ...rest } = reservation;
  return { ...rest, booking: { ...bookingOf(reservation) } };
}

/** Of every night that changed since they were last asked for. */
export function nightRows(book: PropertyBook): readonly NightRow[] {
  const { nights, newNights } = changes(book);
  return [...nights, ...newNights];
}
