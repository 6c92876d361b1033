/** A booking at the door: checked, sealed, handed to the writer of the property's nights. */
import {
  PropertyParams,
  Reservation,
  ReservationPending,
  SubmitReservation,
} from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { bookingOf } from './booking.ts';
import { bookedView, isBookingReceipt } from './booking-receipt.ts';
import { identityOf, reservationIdOf, sendTo } from './command.ts';
import { placeOf } from './place.ts';
import { problems, writerRefusals } from './problems.ts';
import { readReservation } from './reservation-view.ts';

export default http({
  context: 'reservations',
  name: 'submit-reservation',
  purpose: 'Books one room for a stay, or says which nights lack a room.',
  route: 'POST /v1/properties/{propertyId}/reservations',
  permission: 'reservations:create',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  body: SubmitReservation,
  answers: { 201: Reservation, 202: ReservationPending, ...writerRefusals },
  problems,
  scale: { rps: 500, replicasMin: 0, replicasMax: 100 },
  async handle(input, tools) {
    const { propertyId } = input.params;
    const { tenantId } = input.principal;
    const place = await placeOf(tools, tenantId, propertyId);
    if (place === undefined) return refuse('property_unknown');
    const id = identityOf(input);
    const reservationId = reservationIdOf(id);
    const booked = bookingOf(input.body, reservationId, place.currency, tools);
    const outcome = await sendTo(
      input,
      tools,
      place.to,
      propertyId,
      { type: 'book', reservationId, ...booked },
      id,
    );
    const path = `/v1/properties/${propertyId}/reservations/${reservationId}`;
    switch (outcome.kind) {
      case 'refused':
        return outcome.answer.refusal === 'outcome_unknown'
          ? {
              ...outcome.answer,
              location: `${path}?submitted=${tools.submitted.issue(id)}`,
            }
          : outcome.answer;
      case 'pending': {
        const location = `${path}?submitted=${tools.submitted.issue(id)}`;
        return {
          status: 202,
          body: { id: reservationId, status: 'pending' },
          location,
          retryAfterSeconds: 1,
        };
      }
      case 'accepted': {
        const { guest, comment } = input.body;
        const body = isBookingReceipt(outcome.receipt)
          ? bookedView(outcome.receipt, booked.booking, { guest, comment })
          : await readReservation(tools.database, tenantId, { propertyId, reservationId });
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
  },
});
