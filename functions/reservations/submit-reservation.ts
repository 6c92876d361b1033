/** A booking at the door: checked, sealed, handed to the writer of the property's nights. */
import { PropertyParams, SubmitReservation } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { answerBooking, bookingAnswers } from './answer-booking.ts';
import { bookingOf } from './booking.ts';
import { identityOf, reservationIdOf } from './command.ts';
import { placeOf } from './place.ts';
import { problems } from './problems.ts';

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
  answers: bookingAnswers,
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
    return answerBooking(input, tools, place, id, { ...booked, type: 'book', reservationId });
  },
});
