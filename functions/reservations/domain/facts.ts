/** Facts in the making: who, when, and the whole reservation as it will be. */
import type { CommandEnvelope } from '#schema/reservations/commands.ts';
import type { ReservationFact } from '#schema/reservations/events.ts';
import type { Booking, ReservationStatus, ValidationMessage } from '#schema/reservations/values.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import { bookingOf, type PropertyBook, type Reservation } from './book.ts';
import { defectsOf, messagesOf } from './messages.ts';

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
  /** Absent: as it was taken, restricted or not. */
  readonly restricted?: readonly ValidationMessage[] | undefined;
  /** Absent: as it was taken, for too many persons or not. */
  readonly crowded?: readonly ValidationMessage[] | undefined;
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
    validationMessages: messagesOf(defectsOf(booking), change.flaggedDays, [
      ...(change.restricted ?? taken(reservation, 'restricted')),
      ...(change.crowded ?? taken(reservation, 'maximum_occupancy')),
    ]),
  };
}

function taken(
  { validationMessages }: Reservation,
  code: ValidationMessage['code'],
): readonly ValidationMessage[] {
  return validationMessages.filter((each) => each.code === code);
}
