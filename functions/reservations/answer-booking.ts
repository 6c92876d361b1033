/** The answer of a booking, however its price came about: sent to the writer, and told what became of it. */
import type { BookStay } from '#schema/reservations/commands.ts';
import { Reservation, ReservationPending } from '#schema/reservations/http.ts';
import type { CommandId, PropertyId, ReservationId } from '#schema/values.ts';
import type { Reply } from '#shared/function/declare.ts';
import { bookedView, isBookingReceipt } from './booking-receipt.ts';
import { type CommandRequest, type Refused, sendTo, type Tools } from './command.ts';
import type { Personal } from './personal.ts';
import type { Place } from './place.ts';
import { writerRefusals } from './problems.ts';
import { type ReservationView, readReservation } from './reservation-view.ts';
import { proofOf } from './submitted.ts';

export const bookingAnswers = {
  201: Reservation,
  202: ReservationPending,
  ...writerRefusals,
} as const;

type Answer =
  | Reply<201, ReservationView>
  | Reply<202, { readonly id: ReservationId; readonly status: 'pending' }>
  | Refused;

export async function answerBooking(
  input: CommandRequest & {
    readonly params: { readonly propertyId: PropertyId };
    readonly body: { readonly [K in keyof Personal]: Personal[K] | undefined };
  },
  tools: Tools,
  place: Place,
  id: CommandId,
  stay: BookStay,
): Promise<Answer> {
  const { propertyId } = input.params;
  const { reservationId, booking } = stay;
  const outcome = await sendTo(input, tools, place.to, propertyId, stay, id);
  const path = `/v1/properties/${propertyId}/reservations/${reservationId}`;
  switch (outcome.kind) {
    case 'refused':
      return outcome.answer.refusal === 'outcome_unknown'
        ? { ...outcome.answer, location: `${path}?submitted=${proofOf(id, tools)}` }
        : outcome.answer;
    case 'pending':
      return {
        status: 202,
        body: { id: reservationId, status: 'pending' },
        location: `${path}?submitted=${proofOf(id, tools)}`,
        retryAfterSeconds: 1,
      };
    case 'accepted': {
      const { guest, comment } = input.body;
      const body = isBookingReceipt(outcome.receipt)
        ? bookedView(outcome.receipt, { propertyId, reservationId, booking }, { guest, comment })
        : await readReservation(tools.database, input.principal.tenantId, {
            propertyId,
            reservationId,
          });
      if (body === undefined)
        throw new Error(`reservation ${reservationId} was accepted and is not there`);
      return {
        status: 201,
        body,
        version: body.version,
        location: path,
        replayed: outcome.replayed,
      };
    }
  }
}
