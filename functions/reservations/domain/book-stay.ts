/** Takes a booking: a room on every night of the stay, or none at all. */

import type {
  BookStay,
  CommandEnvelope,
  ReservationsRejection,
} from '#schema/reservations/commands.ts';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { dayNumber, daysAheadMax } from '#schema/values.ts';
import { accept, reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { confirmationNumber } from './confirmation-number.ts';
import { expiredMessages, isExpired, isPriceOf } from './judge-price.ts';
import { brokenBy, refuseRestricted, restrictedMessages } from './judge-restrictions.ts';
import { crowdedBy, crowdedMessages, refuseCrowded } from './limit-persons.ts';
import { defectsOf, messagesOf } from './messages.ts';
import { conflictOf, type Outcome } from './outcome.ts';
import { findRoom, isRefused } from './room.ts';
import { turnAway } from './turn-away.ts';

/** What no source can be excused, about a booking's room type, money and end. */
export function faultOf(
  book: PropertyBook,
  booking: Booking,
  arrivalDay: number,
  departureDay: number,
): ReservationsRejection | undefined {
  const { roomType, currency, ratesMinor, price } = booking;
  if (!book.scopes.has(roomType)) return 'room_type_unknown';
  if (currency !== book.currency) return 'currency_mismatch';
  if (ratesMinor.length !== departureDay - arrivalDay) return 'rates_do_not_match_nights';
  if (departureDay > book.businessDay + daysAheadMax) return 'stay_too_far_ahead';
  if (price !== undefined && !isPriceOf(price, booking, arrivalDay)) return 'price_mismatch';
  return undefined;
}

const none: readonly ValidationMessage[] = [];

/** What the house has said that speaks against a stay: mostly nothing. */
function against(
  broken: Parameters<typeof restrictedMessages>[0],
  crowded: number | undefined,
  expired: boolean,
): readonly ValidationMessage[] {
  if (broken.length === 0 && crowded === undefined && !expired) return none;
  return [...restrictedMessages(broken), ...crowdedMessages(crowded), ...expiredMessages(expired)];
}

export function bookStay(command: CommandEnvelope, body: BookStay, book: PropertyBook): Outcome {
  const { reservationId, booking, quotedUntil } = body;
  const known = book.reservations.versionOf(reservationId);
  const conflict = conflictOf(command, known);
  if (conflict !== undefined) return conflict;
  if (known !== undefined) return accept();

  const expired = isExpired(quotedUntil, command);
  if (expired && command.acceptance === 'strict') return reject('quote_expired', {});
  const arrivalDay = dayNumber(booking.arrival);
  const departureDay = dayNumber(booking.departure);
  const fault = faultOf(book, booking, arrivalDay, departureDay);
  if (fault !== undefined) return reject(fault, {});
  if (arrivalDay < book.businessDay) return reject('arrival_in_past', {});
  const defects = defectsOf(booking);
  if (defects.length > 0 && command.acceptance === 'strict') {
    return reject('booking_incomplete', { validationMessages: defects });
  }
  const broken = brokenBy(command, book, booking);
  if (broken.length > 0 && command.acceptance === 'strict') return refuseRestricted(broken);
  const crowded = crowdedBy(book, booking.roomType, booking);
  if (crowded !== undefined && command.acceptance === 'strict') return refuseCrowded(crowded);
  const said = against(broken, crowded, expired);
  const scope = book.scopes.get(booking.roomType) ?? -1;
  const room = findRoom(book, scope, arrivalDay, departureDay);
  if (isRefused(room, command.acceptance)) {
    return turnAway(command, book, reservationId, booking, room, said);
  }
  return accept({
    type: 'reservation.confirmed.v1',
    data: {
      // Written out, not spread: this is the one fact made at very high rate. The id and the booking stand last,
      // as in the command, from which their bytes are copied (confirmed-fact.ts).
      propertyId: book.propertyId,
      actor: command.actor,
      businessDate: book.businessDate,
      effectiveAt: command.effectiveAt,
      confirmationNumber: confirmationNumber(book.numbering, book.bookings),
      version: 1,
      status: 'confirmed',
      validationMessages: messagesOf(defects, room.flagged, said),
      reservationId,
      booking,
    },
  });
}
