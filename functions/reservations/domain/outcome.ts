/** The shapes every decision of this context shares. */

import type {
  CommandEnvelope,
  RejectionDetails,
  ReservationsRejection,
} from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import { dateOfDay } from '#schema/values.ts';
import { type Decision, reject } from '#shared/decide.ts';
import { allowedActions } from './actions.ts';
import type { PropertyBook } from './book.ts';
import type { Reservation } from './reservation.ts';
import type { Standing, TransitionRejection } from './transitions.ts';

export type Outcome = Decision<ReservationsEvent, ReservationsRejection, RejectionDetails>;

/** The refusal of a command that was meant for another version, or for something not there yet. */
export function conflictOf(command: CommandEnvelope, version?: number): Outcome | undefined {
  const { expectedVersion } = command;
  if (expectedVersion === undefined || expectedVersion === version) return undefined;
  return reject('version_conflict', version === undefined ? {} : { version });
}

/** Says what could be done instead. */
export function refuse(
  rejection: TransitionRejection,
  reservation: Reservation,
  book: PropertyBook,
): Outcome {
  const allowed = allowedActions(standingOf(reservation), book.businessDate);
  return reject(rejection, { allowed });
}

export function standingOf(reservation: Reservation): Standing {
  const { status, arrivalDay, departureDay, checkedInOn, closedOn } = reservation;
  const [arrival, departure] = [dateOfDay(arrivalDay), dateOfDay(departureDay)];
  return { status, arrival, departure, checkedInOn, closedOn };
}
