/** Whether a stay finds a room on every one of its nights: all of them, or none. */
import type { Acceptance } from '#schema/values.ts';
import type { PropertyBook } from './book.ts';
import { isHardAt, limitAt, place, soldAt, usableAt } from './nights.ts';
import type { Reservation } from './reservation.ts';

export interface Room {
  /** Nights without a room to sell, ascending. */
  readonly lacking: readonly number[];
  /** Nights the reservation is overbooked on if it is taken, ascending. */
  readonly flagged: readonly number[];
  /** Whether a limit that binds every source is among what is lacking. */
  readonly hard: boolean;
}

const roomEverywhere: Room = { lacking: [], flagged: [], hard: false };

/**
 * Judges the nights `[from, to)` in a room type. Nights the `holder` has there already need no new
 * room and keep their flag; nights it has in another type need a room of this type, none of the house.
 * Closed nights are history and are not asked for.
 */
export function findRoom(
  book: PropertyBook,
  scope: number,
  from: number,
  to: number,
  holder?: Reservation,
): Room {
  if (holder === undefined && isFree(book, scope, from, to)) return roomEverywhere;
  const lacking: number[] = [];
  const flagged: number[] = [];
  let hard = false;
  for (let day = from; day < to; day += 1) {
    const held = holder !== undefined && holder.arrivalDay <= day && day < holder.heldUntilDay;
    const wasFlagged = held && holder.flaggedDays.includes(day);
    if (day < book.businessDay || (held && holder.heldScope === scope)) {
      if (wasFlagged) flagged.push(day);
      continue;
    }
    const night = judgeNight(book, scope, day, held);
    if (night.full) lacking.push(day);
    if (night.hard) hard = true;
    if (night.overbooked || (wasFlagged && houseStaysOver(book, day))) flagged.push(day);
  }
  return { lacking, flagged, hard };
}

/** Accept-and-flag sources are refused by hard limits only; the others by any night that is full. */
export function isRefused(room: Room, acceptance: Acceptance): boolean {
  return room.lacking.length > 0 && (acceptance === 'strict' || room.hard);
}

/** The common case, without a list made. */
function isFree({ nights }: PropertyBook, scope: number, from: number, to: number): boolean {
  for (let day = from; day < to; day += 1) {
    const type = place(nights, scope, day);
    const house = place(nights, nights.house, day);
    const typeSold = soldAt(nights, type);
    const houseSold = soldAt(nights, house);
    if (typeSold >= limitAt(nights, type) || typeSold >= usableAt(nights, type)) return false;
    if (houseSold >= limitAt(nights, house) || houseSold >= usableAt(nights, house)) return false;
  }
  return true;
}

interface Night {
  readonly full: boolean;
  readonly hard: boolean;
  readonly overbooked: boolean;
}

function judgeNight({ nights }: PropertyBook, scope: number, day: number, inHouse: boolean): Night {
  const scopes = inHouse ? [scope] : [scope, nights.house];
  let full = false;
  let hard = false;
  let overbooked = false;
  for (const one of scopes) {
    const at = place(nights, one, day);
    const isFull = soldAt(nights, at) >= limitAt(nights, at);
    if (isFull) full = true;
    if (isFull && isHardAt(nights, at)) hard = true;
    if (isFull || soldAt(nights, at) >= usableAt(nights, at)) overbooked = true;
  }
  return { full, hard, overbooked };
}

/** A room that was too many for the house does not become one less by moving within it. */
function houseStaysOver({ nights }: PropertyBook, day: number): boolean {
  const at = place(nights, nights.house, day);
  const others = soldAt(nights, at) - 1;
  return others >= limitAt(nights, at) || others >= usableAt(nights, at);
}
