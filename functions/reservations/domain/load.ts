/** A book from its rows, the same as the one that wrote them; and how the two stay small. */
import type { ReservationsCommandBody } from '#schema/reservations/commands.ts';
import type { Booking } from '#schema/reservations/values.ts';
import { dayNumber, type ReservationId } from '#schema/values.ts';
import { emptyBook, type PropertyBook, scopeOf } from './book.ts';
import { flaggedDaysOf } from './evolve.ts';
import { reachNights } from './hold-nights.ts';
import { heldUntil } from './holding.ts';
import { loadNight } from './load-night.ts';
import { scopeKey } from './restrict-stays.ts';
import type { ReservationRow, StoredRows, WorkItem, WorkItemRow } from './rows.ts';

/**
 * Needed are the property, the nights from its business date on, and the reservations that are
 * open, each with its work items, and the nights' open items. More does no harm.
 */
export function loadBook(rows: StoredRows): PropertyBook {
  const book = emptyBook(rows.property);
  const ahead = rows.nights.filter(({ night }) => night >= book.businessDate);
  reachNights(
    book,
    ahead.reduce((end, { night }) => Math.max(end, dayNumber(night) + 1), 0),
  );
  for (const row of ahead) loadNight(book.nights, book.scopes, row);
  for (const reservation of rows.reservations) admit(book, reservation, []);
  admitWorkItems(book, rows.workItems);
  for (const { tenantId: _tenant, propertyId: _property, ...kept } of rows.restrictions)
    book.restrictions.set(scopeKey(kept), kept);
  for (const { tenantId: _tenant, propertyId: _property, ...kept } of rows.persons)
    book.persons.set(kept.roomType, kept);
  return book;
}

/** Puts a reservation back that is not in the book, together with all of its work items. */
export function admit(
  book: PropertyBook,
  row: ReservationRow,
  workItems: readonly WorkItemRow[],
): void {
  admitWorkItems(book, workItems);
  if (book.reservations.has(row.reservationId)) return;
  const arrivalDay = dayNumber(row.arrival);
  const departureDay = dayNumber(row.departure);
  const closedDay = row.closedOn === null ? departureDay : dayNumber(row.closedOn);
  const reservation = {
    reservationId: row.reservationId,
    confirmationNumber: row.confirmationNumber,
    version: row.version,
    status: row.status,
    assignedRoomType: row.assignedRoomType ?? undefined,
    validationMessages: row.validationMessages,
    arrivalDay,
    departureDay,
    heldScope: scopeOf(book, row.assignedRoomType ?? row.roomType),
    heldUntilDay: heldUntil(row.status, { arrivalDay, departureDay }, closedDay),
    flaggedDays: flaggedDaysOf(row),
    checkedInOn: row.checkedInOn,
    closedOn: row.closedOn,
    cancelReason: row.cancelReason,
    createdAt: row.createdAt,
    changedAt: row.changedAt,
  };
  book.reservations.set(reservation, bookingOfRow(row));
  if (row.closedOn !== null) book.closed.add(row.reservationId);
}

/** Memory is newer than any row, so an item that is here stays as it is. */
export function admitWorkItems(book: PropertyBook, rows: readonly WorkItemRow[]): void {
  for (const { tenantId: _tenant, propertyId: _property, ...item } of rows) {
    if (!book.workItems.has(item.workItemId)) book.workItems.set(item.workItemId, item);
  }
}

/**
 * What must be looked up and admitted before a command is decided; what is not found is unknown. A
 * new booking needs nothing: its id is new, or its command was decided before.
 */
export function missingFor(
  body: ReservationsCommandBody,
  book: PropertyBook,
): { readonly reservationId?: ReservationId; readonly workItemId?: string } {
  switch (body.type) {
    case 'modify':
    case 'cancel':
    case 'reinstate':
    case 'check_in':
    case 'undo_check_in':
    case 'check_out':
    case 'mark_no_show': {
      const { reservationId } = body;
      return book.reservations.has(reservationId) ? {} : { reservationId };
    }
    case 'resolve_work_item': {
      const { workItemId } = body;
      return book.workItems.has(workItemId) ? {} : { workItemId };
    }
    case 'open_property':
    case 'book':
    case 'set_inventory':
    case 'count_rooms':
    case 'limit_persons':
    case 'restrict_stays':
    case 'close_business_day':
      return {};
  }
}

/**
 * Lets go of reservations closed on an earlier business date and of work items nothing here refers
 * to. Does nothing while there are rows to hand out. Looks at every work item: once a day will do.
 */
export function forget(book: PropertyBook): void {
  const { touched } = book;
  if (touched.reservations.length > 0 || touched.workItems.size > 0) return;
  for (const id of book.closed) {
    const closedOn = book.reservations.get(id)?.closedOn ?? null;
    if (closedOn === null || closedOn >= book.businessDate) continue;
    book.reservations.delete(id);
    book.closed.delete(id);
  }
  for (const item of book.workItems.values()) {
    if (!isReferredTo(book, item)) book.workItems.delete(item.workItemId);
  }
}

/** A refused booking's item is looked up again in the one case it is needed: to be resolved. */
function isReferredTo(book: PropertyBook, item: WorkItem): boolean {
  switch (item.kind) {
    case 'reservation':
      return item.reservationId !== null && book.reservations.has(item.reservationId);
    case 'night':
      return item.status !== 'closed';
    case 'turned_away':
      return false;
  }
}

function bookingOfRow(row: ReservationRow): Booking {
  const { arrival, departure, roomType, ratesMinor, currency, adults, children, infants } = row;
  return {
    ...{ arrival, departure, roomType, ratesMinor, currency, adults, children, infants },
    ...((row.countryAsked || row.country !== null) && { country: row.country }),
    ...(row.externalCode !== null && { externalCode: row.externalCode }),
    ...(row.price !== null && { price: row.price }),
    ...(row.personal !== null && { personal: row.personal }),
  };
}
