/** Another stay, room type or party: the new nights are taken before the old ones are given back. */
import { ModifyReservation, ReservationParams } from '#schema/reservations/http.ts';
import type { PropertyId, ReservationId } from '#schema/values.ts';
import type { Database } from '#shared/database/database.ts';
import { http, refuse } from '#shared/function/declare.ts';
import type { Principal } from '#shared/function/principal.ts';
import { answerReservation, reservationAnswers } from './answer-reservation.ts';
import { changesOf } from './booking.ts';
import { quotedBy, quoteProblems } from './quoted.ts';
import { readReservation } from './reservation-view.ts';

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
  answers: { ...reservationAnswers, 422: [...reservationAnswers[422], 'quote_unknown'] },
  problems: quoteProblems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 50 },
  async handle(input, tools) {
    const { propertyId, reservationId } = input.params;
    const { quoteId } = input.body;
    const quoted =
      quoteId === undefined
        ? undefined
        : quotedBy(quoteId, input.principal.tenantId, propertyId, tools);
    if (quoteId !== undefined && quoted === undefined) return refuse('quote_unknown');
    const body = await wholePersonal(input, tools.database);
    const changed = changesOf(body, quoted, reservationId, tools);
    return answerReservation(input, tools, { type: 'modify', reservationId, ...changed });
  },
});

/** Guest and comment are sealed as one, so what the caller leaves out is sealed again with what it gives. */
async function wholePersonal(
  {
    body,
    params,
    principal,
  }: {
    readonly body: ModifyReservation;
    readonly params: { readonly propertyId: PropertyId; readonly reservationId: ReservationId };
    readonly principal: Principal;
  },
  database: Pick<Database, 'read'>,
): Promise<ModifyReservation> {
  if ((body.guest === undefined) === (body.comment === undefined)) return body;
  const known = await readReservation(database, principal.tenantId, params);
  return { ...body, guest: body.guest ?? known?.guest, comment: body.comment ?? known?.comment };
}
