/** A guest who arrives, in the booked room type or a better one. */
import { CheckInReservation, ReservationParams } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'check-in-reservation',
  purpose: 'Checks a guest in; another room type than the booked one takes its nights instead.',
  route: 'POST /v1/properties/{propertyId}/reservations/{reservationId}/check-ins',
  permission: 'reservations:check_in',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  body: CheckInReservation,
  answers: reservationAnswers,
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  handle(input, tools) {
    const { reservationId } = input.params;
    const { assignedRoomType } = input.body;
    return answerReservation(input, tools, {
      type: 'check_in',
      reservationId,
      ...(assignedRoomType === undefined ? {} : { assignedRoomType }),
    });
  },
});
