/** The memory of the one writer of a property: its nights, its reservations, its work list. */

import type { PropertyOpened } from '#schema/reservations/events.ts';
import type { Booking } from '#schema/reservations/values.ts';
import {
  type Currency,
  dayNumber,
  type HotelDate,
  type PropertyId,
  type ReservationId,
  type RoomTypeCode,
  type TenantId,
} from '#schema/values.ts';
import { numberingKeys } from './confirmation-number.ts';
import { KeptReservations } from './kept-reservations.ts';
import { addTypeOfNights, type Nights, newNights, nightId, nightOf } from './nights.ts';
import type { Reservation, ReservationState } from './reservation.ts';
import type { PersonsRow, RestrictionsRow, SoldRoomType, WorkItem } from './rows.ts';

/** What a scope of the price list says of stays. */
export type KeptRestrictions = Omit<RestrictionsRow, 'tenantId' | 'propertyId'>;

/** Who may sleep in a room of a type. */
export type KeptPersons = Omit<PersonsRow, 'tenantId' | 'propertyId'>;

/** With its booking, so that no text need be read to write its row. */
export interface TouchedReservation {
  readonly reservation: ReservationState;
  readonly booking: Booking;
}

export interface PropertyBook {
  readonly tenantId: TenantId;
  readonly propertyId: PropertyId;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: Currency;
  readonly bucket: number;
  /** As they are sold: what was opened with, and what the list of rooms says since. */
  roomTypes: readonly SoldRoomType[];
  readonly openedOn: HotelDate;
  version: number;
  businessDate: HotelDate;
  businessDay: number;
  bookings: number;
  /** How many numbers its row has put aside; so many may have been given. */
  numbersKept: number;

  readonly numbering: Int32Array;
  readonly scopes: Map<RoomTypeCode, number>;
  readonly nights: Nights;
  readonly reservations: KeptReservations;
  /** Those of them that are closed, so that letting go of them needs no search. */
  readonly closed: Set<ReservationId>;
  readonly workItems: Map<string, WorkItem>;
  /** By `scopeKey`. */
  readonly restrictions: Map<string, KeptRestrictions>;
  /** Of types that are not sold yet, too. */
  readonly persons: Map<RoomTypeCode, KeptPersons>;
  readonly touched: {
    property: boolean;
    reservations: TouchedReservation[];
    /** Whether of one of them a later state stands, so that the earlier one is no row any more. */
    replaced: boolean;
    /** As `nightId` numbers them. */
    nights: number[];
    readonly workItems: Set<string>;
    readonly restrictions: Set<string>;
    readonly persons: Set<RoomTypeCode>;
  };
}

export type Opening = Pick<
  PropertyBook,
  | 'tenantId'
  | 'propertyId'
  | 'name'
  | 'timeZone'
  | 'currency'
  | 'bucket'
  | 'roomTypes'
  | 'openedOn'
  | 'businessDate'
  | 'version'
  | 'bookings'
>;

export function emptyBook(opening: Opening): PropertyBook {
  const businessDay = dayNumber(opening.businessDate);
  return {
    tenantId: opening.tenantId,
    propertyId: opening.propertyId,
    name: opening.name,
    timeZone: opening.timeZone,
    currency: opening.currency,
    bucket: opening.bucket,
    roomTypes: opening.roomTypes,
    openedOn: opening.openedOn,
    version: opening.version,
    businessDate: opening.businessDate,
    businessDay,
    bookings: opening.bookings,
    numbersKept: opening.bookings,
    numbering: numberingKeys(opening.propertyId),
    scopes: new Map(opening.roomTypes.map((type, scope) => [type.code, scope])),
    nights: newNights(
      opening.roomTypes.map((type) => type.physical),
      businessDay,
    ),
    reservations: new KeptReservations(),
    closed: new Set(),
    workItems: new Map(),
    restrictions: new Map(),
    persons: new Map(),
    touched: {
      property: false,
      reservations: [],
      replaced: false,
      nights: [],
      workItems: new Set(),
      restrictions: new Set(),
      persons: new Set(),
    },
  };
}

/** The book of a property that was just opened. The tenant is the command's: facts do not name it. */
export function openBook(tenantId: TenantId, opened: PropertyOpened): PropertyBook {
  const { propertyId, name, timeZone, currency, bucket, roomTypes, businessDate } = opened;
  const book = emptyBook({
    ...{ tenantId, propertyId, name, timeZone, currency, bucket, roomTypes, businessDate },
    ...{ openedOn: businessDate, version: 1, bookings: 0 },
  });
  book.touched.property = true;
  return book;
}

/** Facts are about what a decision has seen, so a reservation that is not here is our bug. */
export function heldReservation(book: PropertyBook, id: ReservationId): Reservation {
  const reservation = book.reservations.get(id);
  if (reservation === undefined) throw new Error(`reservation ${id} is not in the book`);
  return reservation;
}

/** The writers of such texts are the door and `bookingText`: its shape is trusted. */
export function bookingOf({ bookingText }: Reservation): Booking {
  return JSON.parse(bookingText);
}

export function scopeOf(book: PropertyBook, roomType: RoomTypeCode): number {
  const scope = book.scopes.get(roomType);
  if (scope === undefined) throw new Error(`room type ${roomType} is not in the book`);
  return scope;
}

export function roomTypeOf(book: PropertyBook, code: RoomTypeCode): SoldRoomType | undefined {
  return book.roomTypes[book.scopes.get(code) ?? -1];
}

/** A type that the property has not had yet, after all others: theirs stay what they are. */
export function addScope(book: PropertyBook, code: RoomTypeCode): number {
  const { nights, touched } = book;
  const scope = nights.house;
  const nightsTouched = touched.nights.map((id) => nightOf(nights, id));
  addTypeOfNights(nights);
  touched.nights = nightsTouched.map((one) =>
    nightId(nights, one.scope === scope ? nights.house : one.scope, one.day),
  );
  book.scopes.set(code, scope);
  book.roomTypes = [...book.roomTypes, { code, name: code, physical: 0 }];
  return scope;
}
