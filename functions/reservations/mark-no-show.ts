/** A guest who was due today and did not come. */
import { NoDetails, ReservationParams } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'mark-no-show',
  purpose: 'Marks a guest who did not come; the first night is kept and the others are given back.',
  route: 'POST /v1/properties/{propertyId}/reservations/{reservationId}/no-shows',
  permission: 'reservations:no_show',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  body: NoDetails,
  answers: reservationAnswers,
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  handle(input, tools) {
    const { reservationId } = input.params;
    return answerReservation(input, tools, { type: 'mark_no_show', reservationId });
  },
});
