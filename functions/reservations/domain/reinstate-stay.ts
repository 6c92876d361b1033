/** Brings a closed reservation back, if there still is a room on every night it gave away. */

import type { CommandEnvelope } from '#schema/reservations/commands.ts';
import { accept } from '#shared/decide.ts';
import { bookingOf, type PropertyBook } from './book.ts';
import { reservationFact } from './facts.ts';
import { type Outcome, refuse, standingOf } from './outcome.ts';
import type { Reservation } from './reservation.ts';
import { judge } from './transitions.ts';
import { findRoomAgain } from './turn-away.ts';

export function reinstateStay(
  command: CommandEnvelope,
  book: PropertyBook,
  reservation: Reservation,
): Outcome {
  const verdict = judge('reinstate', standingOf(reservation), book.businessDate);
  if (verdict === 'done') return accept();
  if (verdict !== 'allowed') return refuse(verdict, reservation, book);
  const { heldScope: scope, arrivalDay, departureDay } = reservation;
  const booking = bookingOf(reservation);
  const wanted = { booking, scope, arrivalDay, departureDay };
  const found = findRoomAgain(command, book, reservation, wanted);
  if ('refusal' in found) return found.refusal;
  const { status: previousStatus, assignedRoomType } = reservation;
  const status = previousStatus === 'checked_out' ? 'in_house' : 'confirmed';
  const change = { status, assignedRoomType, ...found } as const;
  const fact = reservationFact(command, book, reservation, change);
  return accept({ type: 'reservation.reinstated.v1', data: { ...fact, previousStatus } });
}
