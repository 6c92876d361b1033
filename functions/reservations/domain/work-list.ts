/**
 * What needs a person, kept true by the facts themselves: an item opens with its cause, closes when
 * the cause goes away, and opens again when it comes back or grows.
 */
import type { TurnedAway, WorkItemResolved } from '#schema/reservations/events.ts';
import type { RoomTypeOrHouse } from '#schema/reservations/rooms-left.ts';
import type { ReservationStatus, ValidationMessage } from '#schema/reservations/values.ts';
import { dateOfDay, type HotelDate } from '#schema/values.ts';
import type { PropertyBook } from './book.ts';
import { place, shortAt } from './nights.ts';
import type { ReservationState } from './reservation.ts';
import type { WorkItem } from './rows.ts';

const noMessages: readonly ValidationMessage[] = [];

/** Brings a reservation's items in line with what is wrong with it now. */
export function matchReservation(
  book: PropertyBook,
  before: ReservationState | undefined,
  after: ReservationState,
): void {
  const had = before?.validationMessages ?? noMessages;
  if (had.length === 0 && after.validationMessages.length === 0) return;
  const messages = needsPerson(after.status) ? after.validationMessages : noMessages;
  for (const message of messages) openMessage(book, after, message);
  for (const { code } of had) {
    if (messages.some((message) => message.code === code)) continue;
    closeItem(book, `${after.reservationId}.${code}`);
  }
}

/** A booking that was refused has nobody else to look after it. */
export function openTurnedAway(book: PropertyBook, fact: TurnedAway): void {
  for (const { code, nights = [] } of fact.validationMessages) {
    put(book, {
      workItemId: `${fact.reservationId}.turned_away.${code}`,
      kind: 'turned_away',
      reason: code,
      status: 'open',
      reservationId: fact.reservationId,
      roomType: null,
      nights,
      rooms: 0,
      openedOn: fact.businessDate,
      resolution: null,
    });
  }
}

/** Brings a night's item in line with how many rooms it is short of. */
export function matchNight(book: PropertyBook, scope: number, day: number): void {
  const rooms = shortAt(book.nights, place(book.nights, scope, day));
  const roomType = book.roomTypes[scope]?.code ?? 'house';
  const night = dateOfDay(day);
  const workItemId = nightItemId(night, roomType);
  if (rooms === 0) {
    closeItem(book, workItemId);
    return;
  }
  const item = book.workItems.get(workItemId);
  if (item === undefined || item.status === 'closed' || rooms > item.rooms) {
    put(book, {
      ...{ workItemId, kind: 'night', reason: 'limit_reduced', status: 'open' },
      ...{ reservationId: null, roomType, nights: [night], rooms, resolution: null },
      openedOn: item?.status === 'open' ? item.openedOn : book.businessDate,
    });
  } else if (rooms < item.rooms) put(book, { ...item, rooms });
}

/** A night that is over is short of nothing any more. */
export function closeNight(book: PropertyBook, night: HotelDate): void {
  for (const { code } of book.roomTypes) closeItem(book, nightItemId(night, code));
  closeItem(book, nightItemId(night, 'house'));
}

export function resolve(book: PropertyBook, fact: WorkItemResolved): void {
  const item = book.workItems.get(fact.workItemId);
  if (item === undefined) throw new Error(`work item ${fact.workItemId} is not in the book`);
  const { note, actor, effectiveAt } = fact;
  put(book, { ...item, status: 'resolved', resolution: { note, actor, effectiveAt } });
}

function openMessage(
  book: PropertyBook,
  reservation: ReservationState,
  message: ValidationMessage,
): void {
  const { reservationId } = reservation;
  const { code, nights = [] } = message;
  const workItemId = `${reservationId}.${code}`;
  const item = book.workItems.get(workItemId);
  const isNew = item === undefined || item.status === 'closed';
  const grew = !isNew && nights.some((night) => !item.nights.includes(night));
  if (isNew || grew) {
    put(book, {
      ...{ workItemId, kind: 'reservation', reason: code, status: 'open' },
      ...{ reservationId, roomType: null, nights, rooms: 0, resolution: null },
      openedOn: item?.status === 'open' ? item.openedOn : book.businessDate,
    });
  } else if (nights.length < item.nights.length) put(book, { ...item, nights });
}

/** A resolved item stays resolved where its cause is a message; a night's must be free to open again. */
function closeItem(book: PropertyBook, workItemId: string): void {
  const item = book.workItems.get(workItemId);
  if (item === undefined || item.status === 'closed') return;
  if (item.status === 'resolved' && item.kind !== 'night') return;
  put(book, { ...item, status: 'closed', rooms: 0 });
}

function put(book: PropertyBook, item: WorkItem): void {
  book.workItems.set(item.workItemId, item);
  book.touched.workItems.add(item.workItemId);
}

function nightItemId(night: HotelDate, roomType: RoomTypeOrHouse): string {
  return `${night}.${roomType}.limit_reduced`;
}

/** Nobody has to be asked about a guest who does not come. */
function needsPerson(status: ReservationStatus): boolean {
  switch (status) {
    case 'confirmed':
    case 'in_house':
    case 'checked_out':
      return true;
    case 'cancelled':
    case 'no_show':
      return false;
  }
}
