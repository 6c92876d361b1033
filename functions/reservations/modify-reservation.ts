/** Another stay, room type or party: the new nights are taken before the old ones are given back. */
import { ModifyReservation, ReservationParams } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { changesOf } from './booking.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'modify-reservation',
  purpose: 'Changes a reservation; in house, only what is still to come.',
  route: 'POST /v1/properties/{propertyId}/reservations/{reservationId}/modifications',
  permission: 'reservations:modify',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  body: ModifyReservation,
  answers: reservationAnswers,
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  handle(input, tools) {
    const { reservationId } = input.params;
    const changed = changesOf(input.body, reservationId, tools);
    return answerReservation(input, tools, { type: 'modify', reservationId, ...changed });
  },
});
