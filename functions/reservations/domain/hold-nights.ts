/**
 * Moves nights from what a reservation held to what it holds. Every night is changed at most once
 * per scope, so nothing in between is ever seen, and closed nights are never changed.
 */
import type { PropertyBook } from './book.ts';
import { addAt, nightId, nightOf, place, reach, shortAt, touch } from './nights.ts';
import type { ReservationState } from './reservation.ts';
import { matchNight } from './work-list.ts';

export function holdNights(
  book: PropertyBook,
  before: ReservationState | undefined,
  after: ReservationState,
): void {
  reachNights(book, after.heldUntilDay);
  if (before === undefined || before.heldScope === after.heldScope) {
    holdIn(book, after.heldScope, before, after);
  } else {
    holdIn(book, before.heldScope, before, undefined);
    holdIn(book, after.heldScope, undefined, after);
  }
  holdIn(book, book.nights.house, before, after);
}

/** Makes room for nights to come without losing closed ones whose rows were not handed out yet. */
export function reachNights(book: PropertyBook, toDay: number): void {
  const { nights } = book;
  if (toDay <= nights.firstDay + nights.days) return;
  let fromDay = book.businessDay;
  for (const id of book.touched.nights) fromDay = Math.min(fromDay, nightOf(nights, id).day);
  reach(nights, fromDay, toDay);
}

export function touchNight(book: PropertyBook, scope: number, day: number): void {
  const { nights, touched } = book;
  if (touch(nights, place(nights, scope, day))) touched.nights.push(nightId(nights, scope, day));
}

function holdIn(
  book: PropertyBook,
  scope: number,
  before: ReservationState | undefined,
  after: ReservationState | undefined,
): void {
  const one = before ?? after;
  const other = after ?? before;
  if (one === undefined || other === undefined) return;
  const firstDay = Math.max(Math.min(one.arrivalDay, other.arrivalDay), book.businessDay);
  const endDay = Math.max(one.heldUntilDay, other.heldUntilDay);
  for (let day = firstDay; day < endDay; day += 1) {
    const rooms = roomsOn(after, day) - roomsOn(before, day);
    const flags = flagsOn(after, day) - flagsOn(before, day);
    if (rooms === 0 && flags === 0) continue;
    const at = place(book.nights, scope, day);
    const short = shortAt(book.nights, at);
    addAt(book.nights, at, rooms, flags);
    // The house's rooms are the sum of its types': it has nothing of its own to write.
    if (scope !== book.nights.house) touchNight(book, scope, day);
    if (shortAt(book.nights, at) !== short) matchNight(book, scope, day);
  }
}

function roomsOn(reservation: ReservationState | undefined, day: number): 0 | 1 {
  if (reservation === undefined) return 0;
  return reservation.arrivalDay <= day && day < reservation.heldUntilDay ? 1 : 0;
}

function flagsOn(reservation: ReservationState | undefined, day: number): 0 | 1 {
  if (reservation === undefined || reservation.flaggedDays.length === 0) return 0;
  return reservation.flaggedDays.includes(day) ? 1 : 0;
}
