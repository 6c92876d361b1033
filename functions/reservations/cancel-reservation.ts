/** A guest who will not come; said twice, done once. */
import { CancelReservation, ReservationParams } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'cancel-reservation',
  purpose: 'Cancels a reservation and gives its nights back.',
  route: 'POST /v1/properties/{propertyId}/reservations/{reservationId}/cancellations',
  permission: 'reservations:cancel',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  body: CancelReservation,
  answers: reservationAnswers,
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  handle(input, tools) {
    const { reservationId } = input.params;
    return answerReservation(input, tools, {
      type: 'cancel',
      reservationId,
      reason: input.body.reason,
    });
  },
});
