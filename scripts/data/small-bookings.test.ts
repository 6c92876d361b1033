/** The small data set has every kind of row that the real one has, and is the same everywhere. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { smallBookings } from './small-bookings.ts';

const [header = '', ...lines] = smallBookings().trimEnd().split('\n');
const names = header.split(',');
const rows = lines.map((line) => {
  const cells = line.split(',');
  return (name: string): string => cells[names.indexOf(name)] ?? '';
});
type Row = (typeof rows)[number];

const nights = (row: Row) =>
  Number(row('stays_in_weekend_nights')) + Number(row('stays_in_week_nights'));
const is = (status: string) => (row: Row) => row('reservation_status') === status;
const arrival = (row: Row) =>
  Date.parse(
    `${row('arrival_date_month')} ${row('arrival_date_day_of_month')}, ${row('arrival_date_year')} UTC`,
  );
const cancelledAfter = (row: Row) =>
  Number(row('lead_time')) +
  (Date.parse(row('reservation_status_date')) - arrival(row)) / 86_400_000;

test('it is the same on every machine', () => {
  expect(names.length).toBe(32);
  expect(rows.length).toBe(519);
  expect(createHash('sha256').update(smallBookings()).digest('hex').slice(0, 16)).toBe(
    '83097a32d35c35d9',
  );
});

describe('it has rows', () => {
  const kinds: readonly (readonly [string, (row: Row) => boolean])[] = [
    [
      'without a guest',
      (row) => row('adults') === '0' && row('babies') === '0' && row('children') === '0',
    ],
    ['with unknown children', (row) => row('children') === 'NA'],
    ['with an unknown country', (row) => row('country') === 'NULL'],
    ['at a negative rate', (row) => row('adr').startsWith('-')],
    ['at no rate', (row) => row('adr') === '0'],
    ['of day use', (row) => nights(row) === 0 && is('Check-Out')(row)],
    ['of day use that never came', (row) => nights(row) === 0 && is('No-Show')(row)],
    ['of day use that was cancelled', (row) => nights(row) === 0 && is('Canceled')(row)],
    ['of a no-show with nights to free', (row) => nights(row) > 1 && is('No-Show')(row)],
    ['upgraded', (row) => row('reserved_room_type') !== row('assigned_room_type')],
    ['cancelled on the day of booking', (row) => is('Canceled')(row) && cancelledAfter(row) === 0],
    [
      'cancelled on the day of arrival',
      (row) =>
        is('Canceled')(row) &&
        row('lead_time') !== '0' &&
        cancelledAfter(row) === Number(row('lead_time')),
    ],
    ['booked on the day of arrival', (row) => row('lead_time') === '0'],
    ['booked long ahead', (row) => Number(row('lead_time')) > 365],
    ['of a long stay', (row) => nights(row) > 40],
  ];
  test.each(kinds)('%s, in both hotels', (_name, kind) => {
    expect(new Set(rows.filter(kind).map((row) => row('hotel')))).toEqual(
      new Set(['Quay Hotel', 'Ridge Hotel']),
    );
  });

  test('that are alike', () => {
    expect(new Set(lines).size).toBeLessThan(lines.length - 30);
  });
});
