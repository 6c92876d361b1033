/** Cancelled to confirmed while there is room; no-show and check-out only on the same business date. */
import { NoDetails, ReservationParams } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'reinstate-reservation',
  purpose: 'Brings back a reservation that was cancelled, a no-show or checked out by mistake.',
  route: 'POST /v1/properties/{propertyId}/reservations/{reservationId}/reinstatements',
  permission: 'reservations:modify',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  body: NoDetails,
  answers: reservationAnswers,
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  handle(input, tools) {
    const { reservationId } = input.params;
    return answerReservation(input, tools, { type: 'reinstate', reservationId });
  },
});
