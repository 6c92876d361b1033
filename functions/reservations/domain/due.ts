/** Who is due in and due out: looked for when a day is closed, so that a booking pays nothing for it. */
import type { ReservationId } from '#schema/values.ts';
import type { PropertyBook, Reservation } from './book.ts';

/** Sorted, so that the same book always gives the same answer. */
export function dueUntil(
  book: PropertyBook,
  status: 'confirmed' | 'in_house',
  day: number,
): readonly ReservationId[] {
  const due: ReservationId[] = [];
  for (const reservation of book.reservations.values()) {
    if (reservation.status === status && dueDayOf(reservation) <= day) {
      due.push(reservation.reservationId);
    }
  }
  return due.sort();
}

function dueDayOf({ status, arrivalDay, departureDay }: Reservation): number {
  return status === 'confirmed' ? arrivalDay : departureDay;
}
