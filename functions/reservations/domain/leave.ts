/** The two ends of a stay that nobody cancelled: the guest left, or never came. */

import type { CheckOut, CommandEnvelope } from '#schema/reservations/commands.ts';
import { accept } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { reservationFact } from './facts.ts';
import { feeOwed } from './fee-owed.ts';
import { flagsBefore, heldUntil } from './holding.ts';
import { type Outcome, refuse, standingOf } from './outcome.ts';
import type { Reservation } from './reservation.ts';
import { judge } from './transitions.ts';

export function checkOut(
  command: CommandEnvelope,
  { earlyDeparture }: CheckOut,
  book: PropertyBook,
  reservation: Reservation,
): Outcome {
  const verdict = judge('check_out', standingOf(reservation), book.businessDate);
  if (verdict === 'done') return accept();
  const leavesEarly = verdict === 'not_due_out' && earlyDeparture;
  if (verdict !== 'allowed' && !leavesEarly) return refuse(verdict, reservation, book);
  const until = heldUntil('checked_out', reservation, book.businessDay);
  const { assignedRoomType } = reservation;
  const flaggedDays = flagsBefore(reservation.flaggedDays, until);
  const change = { status: 'checked_out', assignedRoomType, flaggedDays } as const;
  const fact = reservationFact(command, book, reservation, change);
  const nightsStayed = until - reservation.arrivalDay;
  return accept({ type: 'reservation.checked_out.v1', data: { ...fact, nightsStayed } });
}

export function markNoShow(
  command: CommandEnvelope,
  book: PropertyBook,
  reservation: Reservation,
): Outcome {
  const verdict = judge('mark_no_show', standingOf(reservation), book.businessDate);
  if (verdict === 'done') return accept();
  if (verdict !== 'allowed') return refuse(verdict, reservation, book);
  const until = heldUntil('no_show', reservation, book.businessDay);
  const { assignedRoomType } = reservation;
  const flaggedDays = flagsBefore(reservation.flaggedDays, until);
  const change = { status: 'no_show', assignedRoomType, flaggedDays } as const;
  const fact = reservationFact(command, book, reservation, change);
  const fee = feeOwed(fact.booking.price, 'no_show', null, command.effectiveAt);
  return accept({
    type: 'reservation.no_show.v1',
    data: { ...fact, ...(fee !== undefined && { fee }) },
  });
}
