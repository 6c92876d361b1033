/** Figures that a person can check with a pencil, and the corners of rounding. */
import { describe, expect, test } from 'vitest';
import type { HotelDate } from '#schema/values.ts';
import { decimalText, figuresOf } from './figures.ts';

const night = (date: string, rooms: number, revenueMinor: number) => ({
  night: date as HotelDate,
  rooms,
  revenueMinor,
});

describe('figures of a property', () => {
  test('sum its nights, whatever their order', () => {
    expect(
      figuresOf(
        [night('2030-02-01', 2, 20_001), night('2030-01-31', 1, 9_999), night('2030-01-30', 2, 0)],
        'EUR',
      ),
    ).toEqual({
      roomNightsSold: 5,
      roomRevenueMinor: 30_000,
      roomRevenue: '300.00',
      adr: '60.0000',
      peakRoomsSold: { date: '2030-01-30', rooms: 2 },
      byStayMonth: {
        '2030-01': { roomNights: 3, roomRevenue: '99.99', adr: '33.3300' },
        '2030-02': { roomNights: 2, roomRevenue: '200.01', adr: '100.0050' },
      },
    });
  });

  test('are empty where nothing was sold', () => {
    expect(figuresOf([], 'EUR')).toEqual({
      roomNightsSold: 0,
      roomRevenueMinor: 0,
      roomRevenue: '0.00',
      adr: null,
      peakRoomsSold: null,
      byStayMonth: {},
    });
  });

  test('round the average once, half away from zero', () => {
    expect(figuresOf([night('2030-01-01', 3, 20)], 'EUR').adr).toBe('0.0667');
    expect(figuresOf([night('2030-01-01', 8, 2001)], 'EUR').adr).toBe('2.5013');
    expect(figuresOf([night('2030-01-01', 8, -2001)], 'EUR').adr).toBe('-2.5013');
    expect(figuresOf([night('2030-01-01', 3, 1)], 'EUR').adr).toBe('0.0033');
  });

  test('follow the digits of the currency', () => {
    expect(figuresOf([night('2030-01-01', 2, 1_001)], 'JPY')).toMatchObject({
      roomRevenue: '1001',
      adr: '500.5000',
    });
    expect(figuresOf([night('2030-01-01', 2, 1_001)], 'KWD')).toMatchObject({
      roomRevenue: '1.001',
      adr: '0.5005',
    });
  });
});

test('decimal text keeps sign and leading zeros', () => {
  expect(decimalText(-5n, 2)).toBe('-0.05');
  expect(decimalText(100n, 2)).toBe('1.00');
  expect(decimalText(-638n, 2)).toBe('-6.38');
});
