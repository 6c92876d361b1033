/** The refusal for want of a room, and what is remembered of it. */

import type { CommandEnvelope } from '#schema/reservations/commands.ts';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { dateOfDay, type ReservationId } from '#schema/values.ts';
import { reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { factHead } from './facts.ts';
import { defectsOf, messagesOf } from './messages.ts';
import type { Outcome } from './outcome.ts';
import type { Reservation } from './reservation.ts';
import { findRoom, isRefused, type Room } from './room.ts';

/**
 * A refused booking is always remembered: it is demand that was not met. An accept-and-flag source
 * cannot take a no, so whatever it is refused goes to the work list with what it would have been flagged for.
 */
export function turnAway(
  command: CommandEnvelope,
  book: PropertyBook,
  reservationId: ReservationId,
  booking: Booking,
  room: Room,
  against: readonly ValidationMessage[],
): Outcome {
  const nights = room.lacking.map(dateOfDay);
  const { arrival, departure, roomType } = booking;
  const validationMessages =
    command.acceptance === 'strict' ? [] : messagesOf(defectsOf(booking), room.flagged, against);
  const stay = { arrival, departure, roomType, nights, validationMessages };
  return reject(
    'no_room',
    { nights },
    {
      type: 'reservation.turned_away.v1' as const,
      data: { ...factHead(command, book), reservationId, ...stay },
    },
  );
}

/** The stay a reservation is to have. */
export interface Wanted {
  readonly booking: Booking;
  readonly scope: number;
  readonly arrivalDay: number;
  readonly departureDay: number;
  /** What the house has said that speaks against a change; absent where nothing of that is asked. */
  readonly against?: readonly ValidationMessage[];
}

/** Finds room for a reservation that exists already: the refusal, or the days it is flagged for. */
export function findRoomAgain(
  command: CommandEnvelope,
  book: PropertyBook,
  reservation: Reservation,
  wanted: Wanted,
): { readonly refusal: Outcome } | { readonly flaggedDays: readonly number[] } {
  const { booking, scope, arrivalDay, departureDay, against = [] } = wanted;
  const room = findRoom(book, scope, arrivalDay, departureDay, reservation);
  if (!isRefused(room, command.acceptance)) return { flaggedDays: room.flagged };
  if (command.acceptance === 'strict') {
    return { refusal: reject('no_room', { nights: room.lacking.map(dateOfDay) }) };
  }
  return { refusal: turnAway(command, book, reservation.reservationId, booking, room, against) };
}
