/** What a batch of facts adds to the statistics: differences of stays, summed before they are written. */
import type { ReservationStatus, ValidationCode } from '#schema/reservations/values.ts';
import { dateOfDay, dayNumber, type HotelDate, type RoomTypeCode } from '#schema/values.ts';
import type { CountedNights, Stay } from './apply.ts';

export interface NightChange {
  readonly night: HotelDate;
  readonly roomType: RoomTypeCode;
  rooms: number;
  revenueMinor: number;
}

/** Of one property. */
export interface Tally {
  readonly status: Record<ReservationStatus, number>;
  turnedAway: number;
  readonly flagged: Map<ValidationCode, number>;
  /** By night and room type. */
  readonly nights: Map<string, NightChange>;
}

export function emptyTally(): Tally {
  return {
    status: { confirmed: 0, in_house: 0, checked_out: 0, cancelled: 0, no_show: 0 },
    turnedAway: 0,
    flagged: new Map(),
    nights: new Map(),
  };
}

export function count(tally: Tally, before: Stay, after: Stay): void {
  if (before === after) return;
  if (before.status !== undefined) tally.status[before.status] -= 1;
  if (after.status !== undefined) tally.status[after.status] += 1;
  tally.turnedAway += after.turnedAway - before.turnedAway;
  for (const reason of after.reasons.slice(before.reasons.length)) {
    tally.flagged.set(reason, (tally.flagged.get(reason) ?? 0) + 1);
  }
  if (before.counted !== undefined) countNights(tally, before.counted, -1);
  if (after.counted !== undefined) countNights(tally, after.counted, 1);
}

function countNights(tally: Tally, { from, roomType, ratesMinor }: CountedNights, sign: number) {
  const firstDay = dayNumber(from);
  for (const [index, rateMinor] of ratesMinor.entries()) {
    const night = dateOfDay(firstDay + index);
    const key = `${night} ${roomType}`;
    let change = tally.nights.get(key);
    if (change === undefined) {
      change = { night, roomType, rooms: 0, revenueMinor: 0 };
      tally.nights.set(key, change);
    }
    change.rooms += sign;
    change.revenueMinor += sign * rateMinor;
  }
}
