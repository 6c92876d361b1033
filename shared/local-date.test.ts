import { expect, test } from 'vitest';
import { localDate } from './local-date.ts';

test.each([
  ['2027-06-10T10:59:59Z', 'Pacific/Auckland', '2027-06-10'],
  ['2027-06-10T12:00:00Z', 'Pacific/Auckland', '2027-06-11'],
  ['2027-06-10T06:59:59Z', 'America/Los_Angeles', '2027-06-09'],
  ['2027-06-10T07:00:00Z', 'America/Los_Angeles', '2027-06-10'],
  // The hour that is there twice belongs to one date.
  ['2027-10-31T00:30:00Z', 'Europe/Vienna', '2027-10-31'],
  ['2027-10-31T23:00:00Z', 'Europe/Vienna', '2027-11-01'],
])('R-TIME At %s it is, in %s, the %s', (instant, zone, date) => {
  expect(localDate(Date.parse(instant), zone)).toBe(date);
});

test('A zone that is none is a fault', () => {
  expect(() => localDate(0, 'Nowhere/Land')).toThrow(RangeError);
});
