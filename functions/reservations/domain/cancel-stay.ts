/** Cancels a reservation and gives all of its nights back. */

import type { CancelStay, CommandEnvelope } from '#schema/reservations/commands.ts';
import { accept } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { reservationFact } from './facts.ts';
import { feeOwed } from './fee-owed.ts';
import { type Outcome, refuse, standingOf } from './outcome.ts';
import type { Reservation } from './reservation.ts';
import { judge } from './transitions.ts';

export function cancelStay(
  command: CommandEnvelope,
  { reason }: CancelStay,
  book: PropertyBook,
  reservation: Reservation,
): Outcome {
  const verdict = judge('cancel', standingOf(reservation), book.businessDate);
  if (verdict === 'done') return accept();
  if (verdict !== 'allowed') return refuse(verdict, reservation, book);
  const { assignedRoomType } = reservation;
  const change = { status: 'cancelled', assignedRoomType, flaggedDays: [] } as const;
  const fact = reservationFact(command, book, reservation, change);
  const fee = feeOwed(fact.booking.price, 'cancelled', reason, command.effectiveAt);
  return accept({
    type: 'reservation.cancelled.v1',
    data: { ...fact, reason, ...(fee !== undefined && { fee }) },
  });
}
