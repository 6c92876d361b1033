/** Who is due in and due out: looked for when a day is closed, so that a booking pays nothing for it. */
import type { ReservationId } from '#schema/values.ts';
import type { PropertyBook } from './book.ts';

/** Sorted, so that the same book always gives the same answer. */
export function dueUntil(
  { reservations }: PropertyBook,
  status: 'confirmed' | 'in_house',
  day: number,
): readonly ReservationId[] {
  return [...reservations.dueUntil(status, day)].sort();
}
