/** The answer of a command about one reservation: the reservation as it is now, or why not. */
import type { ReservationsCommandBody } from '#schema/reservations/commands.ts';
import { CommandPending, Reservation } from '#schema/reservations/http.ts';
import type { PropertyId, ReservationId } from '#schema/values.ts';
import { type Reply, refuse } from '#shared/function/declare.ts';
import { type CommandRequest, decide, type Refused, type Tools } from './command.ts';
import { writerRefusals } from './problems.ts';
import { type ReservationView, readReservation } from './reservation-view.ts';

export const reservationAnswers = {
  200: Reservation,
  202: CommandPending,
  ...writerRefusals,
} as const;

type Answer = Reply<200, ReservationView> | Reply<202, { status: 'pending' }> | Refused;

export async function answerReservation(
  input: CommandRequest & {
    readonly params: { readonly propertyId: PropertyId; readonly reservationId: ReservationId };
  },
  tools: Tools,
  body: ReservationsCommandBody,
): Promise<Answer> {
  const { propertyId, reservationId } = input.params;
  const location = `/v1/properties/${propertyId}/reservations/${reservationId}`;
  const outcome = await decide(input, tools, propertyId, body);
  switch (outcome.kind) {
    case 'refused':
      return outcome.answer.refusal === 'outcome_unknown'
        ? { ...outcome.answer, location }
        : outcome.answer;
    case 'pending':
      return { status: 202, body: { status: 'pending' }, location, retryAfterSeconds: 1 };
    case 'accepted': {
      const reservation = await readReservation(tools.database, input.principal.tenantId, {
        propertyId,
        reservationId,
      });
      if (reservation === undefined) return refuse('reservation_unknown');
      return {
        status: 200,
        body: reservation,
        version: reservation.version,
        replayed: outcome.replayed,
      };
    }
  }
}
