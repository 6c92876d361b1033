/** A check-in made by mistake: the guest is due to arrive again. */
import { NoDetails, ReservationParams } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'undo-check-in',
  purpose: 'Takes back a check-in of the same business date.',
  route: 'POST /v1/properties/{propertyId}/reservations/{reservationId}/check-ins/undo',
  permission: 'reservations:check_in',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  body: NoDetails,
  answers: reservationAnswers,
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  handle(input, tools) {
    const { reservationId } = input.params;
    return answerReservation(input, tools, { type: 'undo_check_in', reservationId });
  },
});
