/** The chart shows what the writer decides by. */
import { describe, expect, test } from 'vitest';
import type { HotelDate, PropertyId, RoomTypeCode, TenantId } from '#schema/values.ts';
import { chart } from './chart.ts';
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
});
