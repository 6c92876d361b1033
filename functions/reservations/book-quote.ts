/** A booking at the price it was quoted, with the policies that went with it. */
import { BookQuote, PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { answerBooking, bookingAnswers } from './answer-booking.ts';
import { quotedBookingOf } from './booking.ts';
import { identityOf, reservationIdOf } from './command.ts';
import { placeOf } from './place.ts';
import { quotedBy, quoteProblems } from './quoted.ts';

export default http({
  context: 'reservations',
  name: 'book-quote',
  purpose: 'Books one room at exactly the price of a quote, or says which nights lack a room.',
  route: 'POST /v1/properties/{propertyId}/quoted-reservations',
  permission: 'reservations:create',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  body: BookQuote,
  answers: { ...bookingAnswers, 422: [...bookingAnswers[422], 'quote_unknown'] },
  problems: quoteProblems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  async handle(input, tools) {
    const { propertyId } = input.params;
    const { tenantId } = input.principal;
    const place = await placeOf(tools, tenantId, propertyId);
    if (place === undefined) return refuse('property_unknown');
    const quoted = quotedBy(input.body.quoteId, tenantId, propertyId, tools);
    if (quoted === undefined) return refuse('quote_unknown');
    const id = identityOf(input);
    const reservationId = reservationIdOf(id);
    const booked = quotedBookingOf(input.body, quoted, reservationId, tools);
    return answerBooking(input, tools, place, id, { ...booked, type: 'book', reservationId });
  },
});
