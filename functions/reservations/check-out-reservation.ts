/** A guest who leaves: on the departure date, or earlier when it is said. */
import { CheckOutReservation, ReservationParams } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'check-out-reservation',
  purpose: 'Checks a guest out; an early departure gives the remaining nights back.',
  route: 'POST /v1/properties/{propertyId}/reservations/{reservationId}/check-outs',
  permission: 'reservations:check_out',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  body: CheckOutReservation,
  answers: reservationAnswers,
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  handle(input, tools) {
    const { reservationId } = input.params;
    const earlyDeparture = input.body.earlyDeparture ?? false;
    return answerReservation(input, tools, { type: 'check_out', reservationId, earlyDeparture });
  },
});
