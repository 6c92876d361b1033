/**
 * What the writer says to the door that waits for a booking it has just taken: all that the door does
 * not know itself, so that its answer needs no look into the database. It travels with the reply and
 * is kept nowhere; who gets none (a repeat, a lost reply, another process's older writer) reads the row.
 */
import type { ReservationFact, ReservationsEvent } from '#schema/reservations/events.ts';
import type { Booking } from '#schema/reservations/values.ts';
import type { Instant, PropertyId, ReservationId } from '#schema/values.ts';
import { inOnePiece } from '#shared/text.ts';
import type { Personal } from './personal.ts';
import { type ReservationView, viewOf } from './reservation-view.ts';

export type BookingReceipt = Omit<ReservationFact, 'booking' | 'actor'>;

export function receiptOf(facts: readonly ReservationsEvent[]): BookingReceipt | undefined {
  const [fact] = facts;
  if (fact?.type !== 'reservation.confirmed.v1') return undefined;
  const { propertyId, businessDate, effectiveAt, reservationId, confirmationNumber } = fact.data;
  const { version, status, validationMessages } = fact.data;
  // Written out: leaving two members of an object out of its copy takes longer than all of them.
  return {
    ...{ propertyId, businessDate, effectiveAt, reservationId, confirmationNumber },
    ...{ version, status, validationMessages },
  };
}

/** It comes from a writer of this house; one of another version may say something else, or nothing. */
export function isBookingReceipt(given: unknown): given is BookingReceipt {
  return (
    typeof given === 'object' &&
    given !== null &&
    'confirmationNumber' in given &&
    'effectiveAt' in given &&
    'validationMessages' in given
  );
}

interface Asked {
  readonly propertyId: PropertyId;
  readonly reservationId: ReservationId;
  readonly booking: Booking;
}

/** The reservation as a read right after the decision would show it, of a writer's words and the door's own. */
export function bookedView(
  receipt: BookingReceipt,
  { propertyId, reservationId, booking }: Asked,
  personal: Personal,
): ReservationView {
  // Cut out of the command's line, which it would keep, too.
  const bookedAt = inOnePiece(receipt.effectiveAt) as Instant;
  return viewOf(
    {
      property_id: propertyId,
      reservation_id: reservationId,
      confirmation_number: receipt.confirmationNumber,
      version: receipt.version,
      status: receipt.status,
      arrival: booking.arrival,
      departure: booking.departure,
      room_type: booking.roomType,
      assigned_room_type: receipt.assignedRoomType ?? null,
      rates_minor: booking.ratesMinor,
      currency: booking.currency,
      adults: booking.adults,
      children: booking.children,
      infants: booking.infants,
      country: booking.country ?? null,
      country_asked: booking.country !== undefined,
      external_code: booking.externalCode ?? null,
      checked_in_on: null,
      closed_on: null,
      cancel_reason: null,
      created_at: bookedAt,
      changed_at: bookedAt,
      business_date: receipt.businessDate,
    },
    receipt.validationMessages,
    booking.price,
    personal,
  );
}
