/** Changes a stay (H9): all of it before the guest arrives, what still lies ahead afterwards. */

import type { CommandEnvelope, ModifyStay } from '#schema/reservations/commands.ts';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { dayNumber } from '#schema/values.ts';
import { accept, reject } from '#shared/decide.ts';
import { bookingOf, type PropertyBook, scopeOf } from './book.ts';
import { faultOf } from './book-stay.ts';
import { reservationFact, takenAgainst } from './facts.ts';
import { expiredMessages, isExpired } from './judge-price.ts';
import { brokenBy, refuseRestricted, restrictedMessages } from './judge-restrictions.ts';
import { crowdedBy, crowdedMessages, refuseCrowded } from './limit-persons.ts';
import { defectsBrought } from './messages.ts';
import { type Outcome, refuse, standingOf } from './outcome.ts';
import type { Reservation } from './reservation.ts';
import { judge } from './transitions.ts';
import { findRoomAgain } from './turn-away.ts';

type Field = keyof Booking;

const fields: readonly Field[] = [
  'arrival',
  'departure',
  'roomType',
  'ratesMinor',
  'currency',
  'adults',
  'children',
  'infants',
  'country',
  'externalCode',
  'price',
  'personal',
];

const changeableInHouse: ReadonlySet<Field> = new Set<Field>([
  'departure',
  'ratesMinor',
  'adults',
  'children',
  'infants',
  'externalCode',
  'price',
  'personal',
]);

/** Who sleeps where is judged again when one of these changes. */
const whoSleepsWhere: readonly Field[] = ['roomType', 'adults', 'children', 'price'];

/** What a price was quoted for: it does not stand for anything else. */
const quotedFor: ReadonlySet<Field> = new Set<Field>([
  ...(['arrival', 'departure', 'roomType', 'ratesMinor', 'currency'] as const),
  ...(['adults', 'children', 'infants'] as const),
]);

export function modifyStay(
  command: CommandEnvelope,
  body: ModifyStay,
  book: PropertyBook,
  reservation: Reservation,
): Outcome {
  const verdict = judge('modify', standingOf(reservation), book.businessDate);
  if (verdict === 'done') return accept();
  if (verdict !== 'allowed') return refuse(verdict, reservation, book);

  const before = bookingOf(reservation);
  const expired = isExpired(body.quotedUntil, command);
  if (expired && command.acceptance === 'strict') return reject('quote_expired', {});
  const booking = changedBooking(before, body.changes);
  const changed = fields.filter((field) => isChanged(field, before, booking));
  if (changed.length === 0) return accept();
  const inHouse = reservation.status === 'in_house';
  if (inHouse && !changed.every((field) => changeableInHouse.has(field))) {
    return refuse('guest_in_house', reservation, book);
  }

  const arrivalDay = dayNumber(booking.arrival);
  const departureDay = dayNumber(booking.departure);
  if (inHouse && departureDay < book.businessDay) return reject('night_closed', {});
  const fault = faultOf(book, booking, arrivalDay, departureDay);
  if (fault !== undefined) return reject(fault, {});
  if (changed.includes('arrival') && arrivalDay < book.businessDay) {
    return reject('arrival_in_past', {});
  }
  if (changesRatesBefore(book.businessDay - arrivalDay, before, booking)) {
    return reject('night_closed', {});
  }
  const brought = defectsBrought(before, booking);
  if (brought.length > 0 && command.acceptance === 'strict') {
    return reject('booking_incomplete', { validationMessages: brought });
  }

  // Who brings another quote buys again; whoever names the rates says that it is sold.
  const broken = body.changes.price === undefined ? undefined : brokenBy(command, book, booking);
  if (broken !== undefined && broken.length > 0 && command.acceptance === 'strict')
    return refuseRestricted(broken);

  // Another booked type ends an assignment; without one, the guest keeps what was assigned.
  const assignedRoomType = changed.includes('roomType') ? undefined : reservation.assignedRoomType;
  const scope = scopeOf(book, assignedRoomType ?? booking.roomType);
  const persons = whoSleepsWhere.some((field) => changed.includes(field))
    ? { max: crowdedBy(book, assignedRoomType ?? booking.roomType, booking) }
    : undefined;
  if (persons?.max !== undefined && command.acceptance === 'strict')
    return refuseCrowded(persons.max);
  const against = [
    ...(broken === undefined
      ? takenAgainst(reservation, 'restricted')
      : restrictedMessages(broken)),
    ...(persons === undefined
      ? takenAgainst(reservation, 'maximum_occupancy')
      : crowdedMessages(persons.max)),
    ...expiry(body.changes, booking, reservation, expired),
  ];
  const wanted = { booking, scope, arrivalDay, departureDay, against };
  const found = findRoomAgain(command, book, reservation, wanted);
  if ('refusal' in found) return found.refusal;
  const change = { status: reservation.status, booking, assignedRoomType, against, ...found };
  return accept({
    type: 'reservation.modified.v1',
    data: reservationFact(command, book, reservation, change),
  });
}

/** A price that was held no longer is flagged as long as the stay has it. */
function expiry(
  changes: ModifyStay['changes'],
  { price }: Booking,
  reservation: Reservation,
  expired: boolean,
): readonly ValidationMessage[] {
  if (changes.price !== undefined) return expiredMessages(expired);
  return price === undefined ? [] : takenAgainst(reservation, 'quote_expired');
}

function changedBooking(before: Booking, changes: ModifyStay['changes']): Booking {
  const booking: Booking = { ...before, ...changes };
  const isQuoted = ![...quotedFor].some((field) => isChanged(field, before, booking));
  if (isQuoted || changes.price !== undefined) return booking;
  const { price: _, ...unquoted } = booking;
  return unquoted;
}

function isChanged(field: Field, before: Booking, after: Booking): boolean {
  // Both came out of one door: equal ones are equal texts.
  if (field === 'price') return JSON.stringify(before.price) !== JSON.stringify(after.price);
  if (field !== 'ratesMinor') return before[field] !== after[field];
  const { ratesMinor } = before;
  return (
    ratesMinor.length !== after.ratesMinor.length ||
    ratesMinor.some((rate, night) => rate !== after.ratesMinor[night])
  );
}

/** Closed nights were charged: their rates are settled. None are closed while arrival lies ahead. */
function changesRatesBefore(closedNights: number, before: Booking, after: Booking): boolean {
  for (let night = 0; night < closedNights; night += 1) {
    if (before.ratesMinor[night] !== after.ratesMinor[night]) return true;
  }
  return false;
}
