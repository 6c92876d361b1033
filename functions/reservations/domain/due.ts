/** Who is due in and due out, by day, so that closing a day asks nobody else. */
import type { ReservationStatus } from '#schema/reservations/values.ts';
import type { ReservationId } from '#schema/values.ts';
import type { DueList, PropertyBook, Reservation } from './book.ts';

/** Sorted, so that the same book always gives the same answer. */
export function dueUntil(list: DueList, day: number): readonly ReservationId[] {
  const due: ReservationId[] = [];
  // At most one entry for each day ahead; days are closed one by one, so few or none lie behind.
  for (const [dueDay, ids] of list) if (dueDay <= day) due.push(...ids);
  return due.sort();
}

export function moveDue(
  book: PropertyBook,
  before: Reservation | undefined,
  after: Reservation,
): void {
  const was = before === undefined ? undefined : listOf(book, before.status);
  const is = listOf(book, after.status);
  const wasDay = before === undefined ? 0 : dueDayOf(before);
  const isDay = dueDayOf(after);
  if (was === is && wasDay === isDay) return;
  if (was !== undefined) remove(was, wasDay, after.reservationId);
  if (is !== undefined) add(is, isDay, after.reservationId);
}

function add(list: DueList, day: number, id: ReservationId): void {
  const ids = list.get(day);
  if (ids === undefined) list.set(day, [id]);
  else ids.push(id);
}

/** A search among one day's guests, so that adding, which every booking does, costs next to nothing. */
function remove(list: DueList, day: number, id: ReservationId): void {
  const ids = list.get(day) ?? [];
  const at = ids.indexOf(id);
  const last = ids.pop();
  if (last !== undefined && at < ids.length) ids[at] = last;
  if (ids.length === 0) list.delete(day);
}

function dueDayOf({ status, arrivalDay, departureDay }: Reservation): number {
  return status === 'confirmed' ? arrivalDay : departureDay;
}

function listOf(book: PropertyBook, status: ReservationStatus): DueList | undefined {
  switch (status) {
    case 'confirmed':
      return book.dueIn;
    case 'in_house':
      return book.dueOut;
    case 'checked_out':
    case 'cancelled':
    case 'no_show':
      return undefined;
  }
}
