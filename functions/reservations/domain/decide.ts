/** The judgement of the one writer of a property: reads the book, returns facts, changes nothing. */

import type {
  CommandEnvelope,
  ReservationsCommand,
  ReservationsCommandBody,
} from '#schema/reservations/commands.ts';
import { reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { bookStay } from './book-stay.ts';
import { cancelStay } from './cancel-stay.ts';
import { checkIn, undoCheckIn } from './check-in.ts';
import { closeBusinessDay } from './close-business-day.ts';
import { countRooms } from './count-rooms.ts';
import { checkOut, markNoShow } from './leave.ts';
import { limitPersons } from './limit-persons.ts';
import { modifyStay } from './modify-stay.ts';
import { openProperty } from './open-property.ts';
import { conflictOf, type Outcome } from './outcome.ts';
import { reinstateStay } from './reinstate-stay.ts';
import { resolveWorkItem } from './resolve-work-item.ts';
import { restrictStays } from './restrict-stays.ts';
import { setInventory } from './set-inventory.ts';

type PropertyBody = Extract<
  ReservationsCommandBody,
  {
    readonly type:
      | 'set_inventory'
      | 'count_rooms'
      | 'limit_persons'
      | 'restrict_stays'
      | 'close_business_day'
      | 'resolve_work_item';
  }
>;
type StayBody = Exclude<
  ReservationsCommandBody,
  PropertyBody | { readonly type: 'open_property' | 'book' }
>;

export function decide(command: ReservationsCommand, book: PropertyBook | undefined): Outcome {
  const { body } = command;
  if (body.type === 'open_property') return openProperty(command, body, book);
  // The same answer for a foreign property and for none.
  if (book === undefined || book.tenantId !== command.tenantId) {
    return reject('property_unknown', {});
  }
  switch (body.type) {
    case 'book':
      return bookStay(command, body, book);
    case 'modify':
    case 'cancel':
    case 'reinstate':
    case 'check_in':
    case 'undo_check_in':
    case 'check_out':
    case 'mark_no_show':
      return decideOnStay(command, body, book);
    case 'set_inventory':
    case 'count_rooms':
    case 'limit_persons':
    case 'restrict_stays':
    case 'close_business_day':
    case 'resolve_work_item':
      return decideOnProperty(command, body, book);
  }
}

function decideOnStay(command: CommandEnvelope, body: StayBody, book: PropertyBook): Outcome {
  const reservation = book.reservations.get(body.reservationId);
  if (reservation === undefined) return reject('reservation_unknown', {});
  const conflict = conflictOf(command, reservation.version);
  if (conflict !== undefined) return conflict;
  switch (body.type) {
    case 'modify':
      return modifyStay(command, body, book, reservation);
    case 'cancel':
      return cancelStay(command, body, book, reservation);
    case 'reinstate':
      return reinstateStay(command, book, reservation);
    case 'check_in':
      return checkIn(command, body, book, reservation);
    case 'undo_check_in':
      return undoCheckIn(command, book, reservation);
    case 'check_out':
      return checkOut(command, body, book, reservation);
    case 'mark_no_show':
      return markNoShow(command, book, reservation);
  }
}

function decideOnProperty(
  command: CommandEnvelope,
  body: PropertyBody,
  book: PropertyBook,
): Outcome {
  const conflict = conflictOf(command, book.version);
  if (conflict !== undefined) return conflict;
  switch (body.type) {
    case 'set_inventory':
      return setInventory(command, body, book);
    case 'count_rooms':
      return countRooms(command, body, book);
    case 'limit_persons':
      return limitPersons(command, body, book);
    case 'restrict_stays':
      return restrictStays(command, body, book);
    case 'close_business_day':
      return closeBusinessDay(command, body, book);
    case 'resolve_work_item':
      return resolveWorkItem(command, body, book);
  }
}
