/** The rows to write since the last call, each once, as it stands now. */
import type { Booking } from '#schema/reservations/values.ts';
import { dateOfDay, type RoomTypeCode } from '#schema/values.ts';
import type { PropertyBook, TouchedReservation } from './book.ts';
import { figuresAt, isStoredAt, nightOf, place, stored } from './nights.ts';
import type { ReservationState } from './reservation.ts';
import type {
  ChangedRows,
  NightRow,
  PersonsRow,
  PropertyRow,
  ReservationRow,
  RestrictionsRow,
  WorkItemRow,
} from './rows.ts';

export function changes(book: PropertyBook): ChangedRows {
  const { touched } = book;
  const nights: NightRow[] = [];
  const newNights: NightRow[] = [];
  for (const id of touched.nights) {
    const { scope, day } = nightOf(book.nights, id);
    const rows = isStoredAt(book.nights, place(book.nights, scope, day)) ? nights : newNights;
    rows.push(nightRow(book, scope, day));
    stored(book.nights, scope, day);
  }
  const rows = {
    property: touched.property ? propertyRow(book) : undefined,
    reservations: standing(book).map(({ reservation, booking }) =>
      reservationRow(book, reservation, booking),
    ),
    nights,
    newNights,
    workItems: [...touched.workItems].flatMap((id) => workItemRows(book, id)),
    restrictions: [...touched.restrictions].flatMap((key) => restrictionsRows(book, key)),
    persons: [...touched.persons].flatMap((roomType) => personsRows(book, roomType)),
  };
  touched.property = false;
  touched.reservations = [];
  touched.replaced = false;
  touched.nights = [];
  touched.workItems.clear();
  touched.restrictions.clear();
  touched.persons.clear();
  return rows;
}

/** Every fact raises the version, so the last state of a reservation is the one of the version that is kept. */
function standing({ touched, reservations }: PropertyBook): readonly TouchedReservation[] {
  if (!touched.replaced) return touched.reservations;
  return touched.reservations.filter(
    ({ reservation }) => reservations.versionOf(reservation.reservationId) === reservation.version,
  );
}

function propertyRow(book: PropertyBook): PropertyRow {
  return {
    tenantId: book.tenantId,
    propertyId: book.propertyId,
    name: book.name,
    timeZone: book.timeZone,
    currency: book.currency,
    bucket: book.bucket,
    roomTypes: book.roomTypes,
    openedOn: book.openedOn,
    businessDate: book.businessDate,
    version: book.version,
    bookings: book.numbersKept,
  };
}

function reservationRow(
  book: PropertyBook,
  reservation: ReservationState,
  booking: Booking,
): ReservationRow {
  return {
    tenantId: book.tenantId,
    propertyId: book.propertyId,
    reservationId: reservation.reservationId,
    confirmationNumber: reservation.confirmationNumber,
    version: reservation.version,
    status: reservation.status,
    arrival: booking.arrival,
    departure: booking.departure,
    roomType: booking.roomType,
    assignedRoomType: reservation.assignedRoomType ?? null,
    ratesMinor: booking.ratesMinor,
    currency: booking.currency,
    adults: booking.adults,
    children: booking.children,
    infants: booking.infants,
    country: booking.country ?? null,
    countryAsked: booking.country !== undefined,
    externalCode: booking.externalCode ?? null,
    price: booking.price ?? null,
    personal: booking.personal ?? null,
    validationMessages: reservation.validationMessages,
    checkedInOn: reservation.checkedInOn,
    closedOn: reservation.closedOn,
    cancelReason: reservation.cancelReason,
    createdAt: reservation.createdAt,
    changedAt: reservation.changedAt,
  };
}

const noRooms = { sold: 0, flagged: 0 };

function nightRow(book: PropertyBook, scope: number, day: number): NightRow {
  const figures = figuresAt(book.nights, place(book.nights, scope, day));
  // A sum that was right once would look as if it still were.
  const { sold, flagged } = scope === book.nights.house ? noRooms : figures;
  return {
    tenantId: book.tenantId,
    propertyId: book.propertyId,
    roomType: book.roomTypes[scope]?.code ?? 'house',
    night: dateOfDay(day),
    physical: figures.physical,
    outOfOrder: figures.outOfOrder,
    sellLimit: figures.sellLimit,
    hard: figures.hard,
    sold,
    flagged,
  };
}

function workItemRows(book: PropertyBook, workItemId: string): readonly WorkItemRow[] {
  const item = book.workItems.get(workItemId);
  if (item === undefined) throw new Error(`work item ${workItemId} is not in the book`);
  return [{ tenantId: book.tenantId, propertyId: book.propertyId, ...item }];
}

function restrictionsRows(book: PropertyBook, key: string): readonly RestrictionsRow[] {
  const kept = book.restrictions.get(key);
  if (kept === undefined) throw new Error(`restrictions ${key} are not in the book`);
  return [{ tenantId: book.tenantId, propertyId: book.propertyId, ...kept }];
}

function personsRows(book: PropertyBook, roomType: RoomTypeCode): readonly PersonsRow[] {
  const kept = book.persons.get(roomType);
  if (kept === undefined) throw new Error(`persons of ${roomType} are not in the book`);
  return [{ tenantId: book.tenantId, propertyId: book.propertyId, ...kept }];
}
