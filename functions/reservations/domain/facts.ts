/** Facts in the making: who, when, and the whole reservation as it will be. */
import type { CommandEnvelope } from '#schema/reservations/commands.ts';
import type { ReservationFact } from '#schema/reservations/events.ts';
import type { Booking, ReservationStatus, ValidationMessage } from '#schema/reservations/values.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import { bookingOf, type PropertyBook } from './book.ts';
import { defectsOf, messagesOf } from './messages.ts';
import type { Reservation } from './reservation.ts';

export function factHead(command: CommandEnvelope, book: PropertyBook) {
  return {
    propertyId: book.propertyId,
    actor: command.actor,
    businessDate: book.businessDate,
    effectiveAt: command.effectiveAt,
  };
}

/** What a fact leaves different; the rest of the reservation stays. */
export interface Change {
  readonly status: ReservationStatus;
  readonly booking?: Booking;
  /** `undefined` where the guest gets what was booked. */
  readonly assignedRoomType: RoomTypeCode | undefined;
  readonly flaggedDays: readonly number[];
  /** What the house had said that spoke against the stay; absent: as it was taken. */
  readonly against?: readonly ValidationMessage[];
}

export function reservationFact(
  command: CommandEnvelope,
  book: PropertyBook,
  reservation: Reservation,
  change: Change,
): ReservationFact {
  const booking = change.booking ?? bookingOf(reservation);
  const { assignedRoomType } = change;
  return {
    ...factHead(command, book),
    reservationId: reservation.reservationId,
    confirmationNumber: reservation.confirmationNumber,
    version: reservation.version + 1,
    status: change.status,
    booking,
    ...(assignedRoomType !== undefined && { assignedRoomType }),
    validationMessages: messagesOf(
      defectsOf(booking),
      change.flaggedDays,
      change.against ??
        takenAgainst(reservation, 'restricted', 'maximum_occupancy', 'quote_expired'),
    ),
  };
}

/** What it was taken in spite of: it stays until somebody looks, or the stay is judged anew. */
export function takenAgainst(
  { validationMessages }: Reservation,
  ...codes: readonly ValidationMessage['code'][]
): readonly ValidationMessage[] {
  return validationMessages.filter(({ code }) => codes.includes(code));
}
