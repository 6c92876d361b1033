/** What readers see of the nights: the same figures the writer decides by, from the rows it wrote. */
import { roomsLeft } from '#schema/reservations/rooms-left.ts';
import { dateOfDay, dayNumber, type HotelDate } from '#schema/values.ts';
import { loadNight } from './load-night.ts';
import { figuresAt, type Nights, newNights, place, reach } from './nights.ts';
import type { NightRow, PropertyRow } from './rows.ts';

export interface ChartNight {
  readonly night: HotelDate;
  readonly physical: number;
  readonly outOfOrder: number;
  readonly sellLimit: number | null;
  readonly hard: boolean;
  readonly sold: number;
  readonly flagged: number;
  readonly short: number;
  readonly left: number;
}

/** Nights `[from, to)` of the house and of every room type, in the order of the property's types. */
export function chart(
  property: Pick<PropertyRow, 'roomTypes'>,
  rows: readonly NightRow[],
  from: HotelDate,
  to: HotelDate,
): {
  readonly house: readonly ChartNight[];
  readonly roomTypes: readonly (readonly ChartNight[])[];
} {
  const firstDay = dayNumber(from);
  const endDay = dayNumber(to);
  const nights = newNights(
    property.roomTypes.map((type) => type.physical),
    firstDay,
  );
  reach(nights, firstDay, endDay);
  const scopes = new Map(property.roomTypes.map((type, scope) => [type.code, scope]));
  for (const row of rows) loadNight(nights, scopes, row);
  const days = Array.from({ length: endDay - firstDay }, (_, at) => firstDay + at);
  const left = roomsLeft(property.roomTypes, rows, firstDay, endDay);
  const roomTypes = property.roomTypes.map(({ code }, scope) =>
    days.map((day, at) => chartNight(nights, scope, day, left.roomTypes.get(code)?.[at])),
  );
  const house = days.map((day, at) => ({
    ...chartNight(nights, nights.house, day, left.house[at]),
    // The house has no rooms but those of its types.
    physical: roomTypes.reduce((sum, type) => sum + (type[at]?.physical ?? 0), 0),
    outOfOrder: roomTypes.reduce((sum, type) => sum + (type[at]?.outOfOrder ?? 0), 0),
  }));
  return { house, roomTypes };
}

function chartNight(nights: Nights, scope: number, day: number, left = 0): ChartNight {
  const at = place(nights, scope, day);
  const { physical, outOfOrder, sellLimit, hard, sold, flagged, short } = figuresAt(nights, at);
  return {
    night: dateOfDay(day),
    physical,
    outOfOrder,
    sellLimit,
    hard,
    sold,
    flagged,
    short,
    left,
  };
}
