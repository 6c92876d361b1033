/** The chart shows what the writer decides by. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayNumber,
  type HotelDate,
  type PropertyId,
  type RoomTypeCode,
  type TenantId,
} from '#schema/values.ts';
import { chart } from './chart.ts';
import { loadNight } from './load-night.ts';
import { limitAt, newNights, place, reach, soldAt } from './nights.ts';
import type { NightRow } from './rows.ts';

const roomTypes = [
  { code: 'SGL' as RoomTypeCode, name: 'Single', physical: 3 },
  { code: 'DBL' as RoomTypeCode, name: 'Double', physical: 5 },
];
const row = (night: string, roomType: string, figures: Partial<NightRow>): NightRow => ({
  tenantId: 'a' as TenantId,
  propertyId: 'b' as PropertyId,
  roomType: roomType as RoomTypeCode,
  night: night as HotelDate,
  physical: 0,
  outOfOrder: 0,
  sellLimit: null,
  hard: false,
  sold: 0,
  flagged: 0,
  ...figures,
});
const nights = (rows: readonly NightRow[]) =>
  chart({ roomTypes }, rows, '2030-01-10' as HotelDate, '2030-01-12' as HotelDate);

describe('H1 the chart', () => {
  test('shows a night without a row as the property was opened', () => {
    expect(nights([]).roomTypes[0]?.[0]).toEqual({
      night: '2030-01-10',
      physical: 3,
      outOfOrder: 0,
      sellLimit: null,
      hard: false,
      sold: 0,
      flagged: 0,
      short: 0,
      left: 3,
    });
  });

  test('sums up the rooms of the types for the house', () => {
    const { house } = nights([
      row('2030-01-11', 'DBL', { physical: 5, outOfOrder: 2, sold: 1 }),
      row('2030-01-11', 'SGL', { physical: 3, sold: 2, flagged: 1 }),
      // As versions left it that counted the house, too.
      row('2030-01-11', 'house', { physical: 9, outOfOrder: 9, sold: 9, flagged: 9 }),
    ]);
    expect(house).toEqual([
      {
        night: '2030-01-10',
        physical: 8,
        outOfOrder: 0,
        sellLimit: null,
        hard: false,
        sold: 0,
        flagged: 0,
        short: 0,
        left: 8,
      },
      {
        night: '2030-01-11',
        physical: 8,
        outOfOrder: 2,
        sellLimit: null,
        hard: false,
        sold: 3,
        flagged: 1,
        short: 0,
        left: 3,
      },
    ]);
  });

  test('leaves a type no more than the house has left', () => {
    const { roomTypes: types } = nights([
      row('2030-01-10', 'house', { sellLimit: 2 }),
      row('2030-01-10', 'DBL', { physical: 5, sold: 1 }),
    ]);
    expect(types.map((type) => type[0]?.left)).toEqual([1, 1]);
  });

  test('shows rooms sold before the limit fell as short, and none left', () => {
    const { roomTypes: types } = nights([
      row('2030-01-10', 'SGL', { physical: 3, outOfOrder: 3, sold: 2 }),
    ]);
    expect(types[0]?.[0]).toMatchObject({ sold: 2, short: 2, left: 0 });
  });

  test('says that as many rooms are left as the writer would still give, whatever the figures', () => {
    const figures = fc.record({
      ...{ physical: fc.nat(9), outOfOrder: fc.nat(9), sold: fc.nat(9) },
      sellLimit: fc.option(fc.nat(12)),
    });
    const on = (night: string) =>
      ['SGL', 'DBL', 'house'].map((roomType) =>
        fc.option(figures.map((said) => row(night, roomType, said))),
      );
    const rows = fc.tuple(...on('2030-01-10'), ...on('2030-01-11'));
    const given = rows.map((each) => each.filter((one) => one !== null));
    fc.assert(
      fc.property(given, (stored) => {
        const firstDay = dayNumber('2030-01-10' as HotelDate);
        const decided = newNights([3, 5], firstDay);
        reach(decided, firstDay, firstDay + 2);
        for (const each of stored)
          loadNight(
            decided,
            new Map([
              ['SGL', 0],
              ['DBL', 1],
            ] as never),
            each,
          );
        const free = (scope: number, day: number) => {
          const at = place(decided, scope, day);
          return limitAt(decided, at) - soldAt(decided, at);
        };
        const shown = nights(stored);
        for (const day of [0, 1]) {
          const house = free(2, firstDay + day);
          expect(shown.house[day]?.left).toBe(Math.max(0, house));
          for (const scope of [0, 1])
            expect(shown.roomTypes[scope]?.[day]?.left).toBe(
              Math.max(0, Math.min(free(scope, firstDay + day), house)),
            );
        }
      }),
      { numRuns: 500 },
    );
  });
});
