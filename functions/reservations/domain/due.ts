/** Who is due in and due out, by day, so that closing a day asks nobody else. */
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
  const was = before === undefined ? undefined : dueOf(book, before);
  const is = dueOf(book, after);
  const same = was !== undefined && is !== undefined && was.list === is.list && was.day === is.day;
  if (same) return;
  const { reservationId } = after;
  if (was !== undefined) {
    const ids = was.list.get(was.day);
    ids?.delete(reservationId);
    if (ids?.size === 0) was.list.delete(was.day);
  }
  if (is !== undefined) {
    const ids = is.list.get(is.day);
    if (ids === undefined) is.list.set(is.day, new Set([reservationId]));
    else ids.add(reservationId);
  }
}

function dueOf(
  book: PropertyBook,
  reservation: Reservation,
): { readonly list: DueList; readonly day: number } | undefined {
  switch (reservation.status) {
    case 'confirmed':
      return { list: book.dueIn, day: reservation.arrivalDay };
    case 'in_house':
      return { list: book.dueOut, day: reservation.departureDay };
    case 'checked_out':
    case 'cancelled':
    case 'no_show':
      return undefined;
  }
}
