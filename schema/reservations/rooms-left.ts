/**
 * How many rooms are left (H1): the one rule for the writer's figures and for whoever shows them beside
 * a price. A room type has its rooms that stand and are in order, or what its sell limit says; the house
 * has what its types have together, or what its own limit says; neither sells what the other has not.
 */
import { dayNumber, type HotelDate, type RoomTypeCode } from '#schema/values.ts';

/** `house`: all its room types together; in lower case, so that it can never be the code of one. */
export type RoomTypeOrHouse = RoomTypeCode | 'house';

export interface RoomsStanding {
  readonly physical: number;
  readonly outOfOrder: number;
}

export interface SoldNight extends RoomsStanding {
  readonly roomType: RoomTypeOrHouse;
  readonly night: HotelDate;
  readonly sellLimit: number | null;
  /** 0 for the house: what is sold of it is what is sold of its types. */
  readonly sold: number;
}

export interface RoomsLeft {
  /** One number a night, never below 0. */
  readonly house: readonly number[];
  readonly roomTypes: ReadonlyMap<RoomTypeCode, readonly number[]>;
}

export function usableOf({ physical, outOfOrder }: RoomsStanding): number {
  return Math.max(0, physical - outOfOrder);
}

/**
 * On the nights `[fromDay, toDay)`. A night without a row is as the property was opened; rows of a type
 * that is not among `types` are of one that came while they were read.
 */
export function roomsLeft(
  types: readonly { readonly code: RoomTypeCode; readonly physical: number }[],
  rows: readonly SoldNight[],
  fromDay: number,
  toDay: number,
): RoomsLeft {
  const nights = toDay - fromDay;
  const filled = (value: number) => new Array<number>(nights).fill(value);
  const left = new Map(types.map(({ code, physical }) => [code, filled(physical)]));
  const house = filled(types.reduce((sum, { physical }) => sum + physical, 0));
  const sold = filled(0);
  const limits = new Map<number, number>();
  for (const row of rows) {
    const at = dayNumber(row.night) - fromDay;
    if (row.roomType === 'house') {
      if (row.sellLimit !== null) limits.set(at, row.sellLimit);
      continue;
    }
    const ofType = left.get(row.roomType);
    if (ofType === undefined) continue;
    const rooms = (row.sellLimit ?? usableOf(row)) - row.sold;
    house[at] = (house[at] ?? 0) + rooms - (ofType[at] ?? 0);
    sold[at] = (sold[at] ?? 0) + row.sold;
    ofType[at] = rooms;
  }
  for (const [at, limit] of limits) house[at] = limit - (sold[at] ?? 0);
  for (const ofType of left.values())
    for (const [at, rooms] of ofType.entries())
      ofType[at] = Math.max(0, Math.min(rooms, house[at] ?? 0));
  return { house: house.map((rooms) => Math.max(0, rooms)), roomTypes: left };
}
