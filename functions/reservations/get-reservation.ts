/** One reservation; while its booking is undecided, "pending" for whoever holds the token that was handed out. */
import * as z from 'zod';
import { Reservation, ReservationParams, ReservationPending } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';
import { readReservation } from './reservation-view.ts';

export default http({
  context: 'reservations',
  name: 'get-reservation',
  purpose: 'Gives one reservation with what may be done to it now.',
  route: 'GET /v1/properties/{propertyId}/reservations/{reservationId}',
  permission: 'reservations:read',
  scope: 'propertyId',
  transaction: 'none',
  params: ReservationParams,
  query: z.strictObject({ submitted: z.string().max(100).optional() }),
  answers: { 200: Reservation, 202: ReservationPending, 404: ['reservation_unknown'] },
  problems,
  scale: { rps: 1000, replicasMin: 0, replicasMax: 50 },
  async handle({ params, query, principal }, tools) {
    const body = await readReservation(tools.database, principal.tenantId, params);
    if (body !== undefined) return { status: 200, body, version: body.version };
    if (
      query.submitted !== undefined &&
      tools.submitted.accepts(params.reservationId, query.submitted)
    ) {
      return {
        status: 202,
        body: { id: params.reservationId, status: 'pending' },
        retryAfterSeconds: 1,
      };
    }
    return refuse('reservation_unknown');
  },
});
