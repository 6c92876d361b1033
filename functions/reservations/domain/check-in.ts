/** Lets the guest in, on the booked type or another one, and takes it back the same day. */

import type { CheckIn, CommandEnvelope } from '#schema/reservations/commands.ts';
import { accept, reject } from '#shared/decide.ts';
import { bookingOf, type PropertyBook, scopeOf } from './book.ts';
import { reservationFact } from './facts.ts';
import { type Outcome, refuse, standingOf } from './outcome.ts';
import type { Reservation } from './reservation.ts';
import { judge } from './transitions.ts';
import { findRoomAgain } from './turn-away.ts';

export function checkIn(
  command: CommandEnvelope,
  body: CheckIn,
  book: PropertyBook,
  reservation: Reservation,
): Outcome {
  const verdict = judge('check_in', standingOf(reservation), book.businessDate);
  if (verdict === 'done') return accept();
  if (verdict !== 'allowed') return refuse(verdict, reservation, book);

  const { arrivalDay, departureDay, status: previousStatus } = reservation;
  const booking = bookingOf(reservation);
  const given = body.assignedRoomType ?? reservation.assignedRoomType ?? booking.roomType;
  if (!book.scopes.has(given)) return reject('room_type_unknown', {});
  const wanted = { booking, scope: scopeOf(book, given), arrivalDay, departureDay };
  const found = findRoomAgain(command, book, reservation, wanted);
  if ('refusal' in found) return found.refusal;
  const assignedRoomType = given === booking.roomType ? undefined : given;
  const change = { status: 'in_house', assignedRoomType, ...found } as const;
  const fact = reservationFact(command, book, reservation, change);
  return accept({ type: 'reservation.checked_in.v1', data: { ...fact, previousStatus } });
}

export function undoCheckIn(
  command: CommandEnvelope,
  book: PropertyBook,
  reservation: Reservation,
): Outcome {
  const verdict = judge('undo_check_in', standingOf(reservation), book.businessDate);
  if (verdict === 'done') return accept();
  if (verdict !== 'allowed') return refuse(verdict, reservation, book);
  const { assignedRoomType, flaggedDays } = reservation;
  const change = { status: 'confirmed', assignedRoomType, flaggedDays } as const;
  return accept({
    type: 'reservation.check_in_undone.v1',
    data: reservationFact(command, book, reservation, change),
  });
}
