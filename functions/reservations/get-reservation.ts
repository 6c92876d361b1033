/** One reservation; while its booking is undecided, "pending" for whoever holds the token that was handed out. */
import * as z from 'zod';
import { Reservation, ReservationParams, ReservationPending } from '#schema/reservations/http.ts';
import type { Database } from '#shared/database/database.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { reservationIdOf } from './command.ts';
import { problems } from './problems.ts';
import { readReservation } from './reservation-view.ts';
import { provenBy } from './submitted.ts';

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
    const id = query.submitted === undefined ? undefined : provenBy(query.submitted, tools);
    const isPending =
      id !== undefined &&
      reservationIdOf(id) === params.reservationId &&
      !(await isRefused(tools.database, principal.tenantId, id));
    if (!isPending) return refuse('reservation_unknown');
    return {
      status: 202,
      body: { id: params.reservationId, status: 'pending' },
      retryAfterSeconds: 1,
    };
  },
});

/** A booking that was refused never comes; why, its sender hears by repeating the key. */
async function isRefused(
  database: Pick<Database, 'read'>,
  tenantId: string,
  id: string,
): Promise<boolean> {
  const refused = await database.read([tenantId], (sql) =>
    sql.rows(
      `select from decisions
       where tenant_id = $1 and command_id = $2 and outcome <> 'accepted'`,
      [tenantId, id],
    ),
  );
  return refused.length > 0;
}
