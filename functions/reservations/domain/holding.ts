/** Which nights a reservation holds: a flag lives exactly as long as the night it is about is held. */
import type { ReservationStatus } from '#schema/reservations/values.ts';

export interface Stay {
  readonly arrivalDay: number;
  readonly departureDay: number;
}

/**
 * The end of the nights held, which begin on arrival. Whoever leaves early gives back the nights
 * from the business day `closedDay` on; a no-show keeps the first night, so that a late guest finds a room.
 */
export function heldUntil(status: ReservationStatus, stay: Stay, closedDay: number): number {
  const { arrivalDay, departureDay } = stay;
  switch (status) {
    case 'confirmed':
    case 'in_house':
      return departureDay;
    case 'checked_out':
      return Math.min(departureDay, Math.max(arrivalDay, closedDay));
    case 'no_show':
      return Math.min(departureDay, arrivalDay + 1);
    case 'cancelled':
      return arrivalDay;
  }
}

export function flagsBefore(flaggedDays: readonly number[], endDay: number): readonly number[] {
  return flaggedDays.filter((day) => day < endDay);
}
