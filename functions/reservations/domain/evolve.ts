/** Puts a fact into the book. It cannot refuse: the fact has happened. */

import type {
  InventorySet,
  ReservationFact,
  ReservationsEvent,
} from '#schema/reservations/events.ts';
import { dayNumber, type HotelDate, type TenantId } from '#schema/values.ts';
import { heldReservation, openBook, type PropertyBook, scopeOf } from './book.ts';
import { applyCount } from './count-rooms.ts';
import { holdNights, reachNights } from './hold-nights.ts';
import { heldUntil } from './holding.ts';
import { applyPersons } from './limit-persons.ts';
import type { ReservationState } from './reservation.ts';
import { applyRestrictions } from './restrict-stays.ts';
import { setNight } from './set-night.ts';
import { closeNight, matchReservation, openTurnedAway, resolve } from './work-list.ts';

/** Applies facts in order; the first fact of a property makes its book. */
export function evolveAll(
  book: PropertyBook | undefined,
  tenantId: TenantId,
  facts: readonly ReservationsEvent[],
): PropertyBook | undefined {
  let current = book;
  for (const fact of facts) {
    if (fact.type === 'property.opened.v1') current = openBook(tenantId, fact.data);
    else if (current === undefined) throw new Error(`${fact.type} before the property was opened`);
    else evolve(current, fact);
  }
  return current;
}

/** Answers the same book, so that a case left out of the switch does not compile. */
export function evolve(book: PropertyBook, event: ReservationsEvent): PropertyBook {
  switch (event.type) {
    case 'property.opened.v1':
      // `openBook` has made this book of it.
      return book;
    case 'reservation.confirmed.v1':
      takeNumber(book);
      return put(book, undefined, confirmed(book, event.data), event.data);
    case 'reservation.modified.v1':
      return change(book, event.data, {});
    case 'reservation.cancelled.v1':
      return change(book, event.data, {
        closedOn: event.data.businessDate,
        cancelReason: event.data.reason,
      });
    case 'reservation.reinstated.v1':
      return change(book, event.data, { closedOn: null, cancelReason: null });
    case 'reservation.checked_in.v1':
      return change(book, event.data, { closedOn: null, checkedInOn: event.data.businessDate });
    case 'reservation.check_in_undone.v1':
      return change(book, event.data, { checkedInOn: null });
    case 'reservation.checked_out.v1':
    case 'reservation.no_show.v1':
      return change(book, event.data, { closedOn: event.data.businessDate });
    case 'reservation.turned_away.v1':
      openTurnedAway(book, event.data);
      return book;
    case 'inventory.set.v1':
      return applyInventory(book, event.data);
    case 'rooms.counted.v1':
      return applyCount(book, event.data);
    case 'persons.limited.v1':
      return applyPersons(book, event.data);
    case 'stays.restricted.v1':
      return applyRestrictions(book, event.data);
    case 'business_day.closed.v1':
      return closeDay(book, event.data.businessDate, event.data.nextBusinessDate);
    case 'work_item.resolved.v1':
      resolve(book, event.data);
      return book;
  }
}

/**
 * Numbers are put aside many at a time, so that hardly a booking writes its property's row. Who loads
 * the book goes on after all of them: of the 24^10 a property has, the rest of a block is lost.
 */
const numbersPerRow = 64;

function takeNumber(book: PropertyBook): void {
  book.bookings += 1;
  if (book.bookings <= book.numbersKept) return;
  book.numbersKept = book.bookings + numbersPerRow - 1;
  book.touched.property = true;
}

function confirmed(book: PropertyBook, fact: ReservationFact): ReservationState {
  const { booking } = fact;
  const departureDay = dayNumber(booking.departure);
  return {
    reservationId: fact.reservationId,
    confirmationNumber: fact.confirmationNumber,
    version: fact.version,
    status: fact.status,
    assignedRoomType: undefined,
    validationMessages: fact.validationMessages,
    arrivalDay: dayNumber(booking.arrival),
    departureDay,
    heldScope: scopeOf(book, booking.roomType),
    heldUntilDay: departureDay,
    flaggedDays: flaggedDaysOf(fact),
    checkedInOn: null,
    closedOn: null,
    cancelReason: null,
    createdAt: fact.effectiveAt,
    changedAt: fact.effectiveAt,
  };
}

type Marks = Partial<Pick<ReservationState, 'checkedInOn' | 'closedOn' | 'cancelReason'>>;

function change(book: PropertyBook, fact: ReservationFact, marks: Marks): PropertyBook {
  const before = heldReservation(book, fact.reservationId);
  const { booking, status, assignedRoomType } = fact;
  const arrivalDay = dayNumber(booking.arrival);
  const departureDay = dayNumber(booking.departure);
  return put(
    book,
    before,
    {
      ...before,
      ...marks,
      version: fact.version,
      status,
      assignedRoomType,
      validationMessages: fact.validationMessages,
      arrivalDay,
      departureDay,
      heldScope: scopeOf(book, assignedRoomType ?? booking.roomType),
      heldUntilDay: heldUntil(status, { arrivalDay, departureDay }, book.businessDay),
      flaggedDays: flaggedDaysOf(fact),
      changedAt: fact.effectiveAt,
    },
    fact,
  );
}

function put(
  book: PropertyBook,
  before: ReservationState | undefined,
  after: ReservationState,
  fact: ReservationFact,
): PropertyBook {
  const { reservationId } = after;
  book.reservations.set(after, fact.booking, fact);
  book.touched.reservations.push({ reservation: after, booking: fact.booking });
  if (before !== undefined) book.touched.replaced = true;
  holdNights(book, before, after);
  matchReservation(book, before, after);
  if (after.closedOn !== null) book.closed.add(reservationId);
  else if (before !== undefined) book.closed.delete(reservationId);
  return book;
}

const noDays: readonly number[] = [];

export function flaggedDaysOf({
  validationMessages,
}: Pick<ReservationFact, 'validationMessages'>): readonly number[] {
  if (validationMessages.length === 0) return noDays;
  const overbooked = validationMessages.find(({ code }) => code === 'overbooked');
  return overbooked?.nights?.map(dayNumber) ?? noDays;
}

function applyInventory(book: PropertyBook, fact: InventorySet): PropertyBook {
  const { nights } = book;
  const scope = fact.roomType === null ? nights.house : scopeOf(book, fact.roomType);
  const endDay = dayNumber(fact.to);
  reachNights(book, endDay);
  for (let day = dayNumber(fact.from); day < endDay; day += 1) {
    setNight(book, scope, day, fact);
  }
  book.version += 1;
  book.touched.property = true;
  return book;
}

function closeDay(book: PropertyBook, closed: HotelDate, next: HotelDate): PropertyBook {
  closeNight(book, closed);
  book.businessDate = next;
  book.businessDay = dayNumber(next);
  book.version += 1;
  book.touched.property = true;
  return book;
}
