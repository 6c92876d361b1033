import { describe, expect, test } from 'vitest';
import { type Restrictions, restrictionsOn } from '#schema/rates/restricted-stay.ts';
import type { RatePlanCode, Restriction, RestrictionScope } from '#schema/rates/values.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import { splice } from './calendar.ts';
import { restricted } from './restrict.ts';
import { day } from './testing.ts';

const house: RestrictionScope = { ratePlan: null, roomType: null };
const bar = 'BAR' as RatePlanCode;
const dbl = 'DBL' as RoomTypeCode;

/** On the nights `[from, to)` of June 2027. */
function june(
  from: number,
  to: number,
  restriction: Partial<Restriction>,
  scope: RestrictionScope = house,
): Restrictions {
  const span = { fromDay: on(from), toDay: on(to), weekdays: undefined };
  const value = restricted(undefined, restriction);
  return { scope, calendar: splice<Restriction>([], span, () => value, Object.is) };
}

function on(date: number): number {
  return day('2027-06-01') + date - 1;
}

function refusals(
  all: readonly Restrictions[],
  arrival: number,
  departure: number,
  today = day('2027-05-01'),
) {
  const stay = { arrivalDay: on(arrival), departureDay: on(departure), todayDay: today };
  return restrictionsOn(
    all,
    stay,
  )({ ratePlan: bar, roomType: dbl }).map(({ restriction, day: night, value }) => [
    restriction,
    night - on(1) + 1,
    value,
  ]);
}

describe('R-H4.1 Closed', () => {
  const closed = [june(14, 15, { closed: true })];
  test('refuses every stay that has the night, and no other', () => {
    expect(refusals(closed, 13, 15)).toEqual([['closed', 14, undefined]]);
    expect(refusals(closed, 12, 14)).toEqual([]);
    expect(refusals(closed, 15, 16)).toEqual([]);
  });
});

describe('R-H4.2 Closed for arrival', () => {
  const closed = [june(14, 15, { closedForArrival: true })];
  test('refuses who arrives, not who stays', () => {
    expect(refusals(closed, 14, 16)).toEqual([['closedForArrival', 14, undefined]]);
    expect(refusals(closed, 13, 16)).toEqual([]);
  });
});

describe('R-H4.3 Closed for departure', () => {
  const closed = [june(14, 15, { closedForDeparture: true })];
  test('refuses who leaves on the day, which is no night of the stay', () => {
    expect(refusals(closed, 12, 14)).toEqual([['closedForDeparture', 14, undefined]]);
    expect(refusals(closed, 12, 15)).toEqual([]);
  });
});

describe('G-H2 R-H4.4 A minimum length of stay of 3 on 14 June alone', () => {
  const minimum = [june(14, 15, { minimumLengthOfStay: 3 })];
  test('refuses two nights from the 14th', () => {
    expect(refusals(minimum, 14, 16)).toEqual([['minimumLengthOfStay', 14, 3]]);
  });
  test('takes two nights from the 13th, and three from the 14th', () => {
    expect(refusals(minimum, 13, 15)).toEqual([]);
    expect(refusals(minimum, 14, 17)).toEqual([]);
  });
});

describe('R-H4.5 A minimum stay through', () => {
  const minimum = [june(14, 15, { minimumStayThrough: 3 })];
  test('refuses every shorter stay that has the night', () => {
    expect(refusals(minimum, 13, 15)).toEqual([['minimumStayThrough', 14, 3]]);
    expect(refusals(minimum, 12, 15)).toEqual([]);
    expect(refusals(minimum, 12, 14)).toEqual([]);
  });
});

describe('R-H4.6 Maxima', () => {
  test('of the arrival ask the night of arrival alone', () => {
    const maximum = [june(14, 15, { maximumLengthOfStay: 2 })];
    expect(refusals(maximum, 14, 17)).toEqual([['maximumLengthOfStay', 14, 2]]);
    expect(refusals(maximum, 14, 16)).toEqual([]);
    expect(refusals(maximum, 13, 17)).toEqual([]);
  });
  test('through a stay ask every night', () => {
    const maximum = [june(14, 15, { maximumStayThrough: 2 })];
    expect(refusals(maximum, 13, 16)).toEqual([['maximumStayThrough', 14, 2]]);
    expect(refusals(maximum, 13, 15)).toEqual([]);
  });
});

describe('R-H4.7 Booking in advance', () => {
  const between = [june(14, 15, { minimumAdvanceBooking: 2, maximumAdvanceBooking: 30 })];
  test.each([
    [11, []],
    [12, []],
    [13, [['minimumAdvanceBooking', 14, 2]]],
    [14, [['minimumAdvanceBooking', 14, 2]]],
  ])('asks the days from today, June the %i, to the arrival', (today, expected) => {
    expect(refusals(between, 14, 15, on(today))).toEqual(expected);
  });
  test('has a farthest day', () => {
    expect(refusals(between, 14, 15, on(14) - 30)).toEqual([]);
    expect(refusals(between, 14, 15, on(14) - 31)).toEqual([['maximumAdvanceBooking', 14, 30]]);
  });
});

describe('R-H4.8 A pattern of lengths', () => {
  const pattern = [june(14, 15, { losNotAvailable: [2, 4] })];
  test.each([
    [1, []],
    [2, [['losNotAvailable', 14, 2]]],
    [3, []],
    [4, [['losNotAvailable', 14, 4]]],
  ])('of %i nights from the 14th', (nights, expected) => {
    expect(refusals(pattern, 14, 14 + nights)).toEqual(expected);
  });
});

describe('R-H4.9 All scopes a stay falls into', () => {
  const all = [
    june(14, 15, { minimumLengthOfStay: 2 }),
    june(14, 15, { minimumLengthOfStay: 3 }, { ratePlan: bar, roomType: null }),
    june(14, 15, { minimumLengthOfStay: 4 }, { ratePlan: null, roomType: dbl }),
    june(14, 15, { minimumLengthOfStay: 5 }, { ratePlan: bar, roomType: dbl }),
  ];
  test('must pass: the narrower does not lift the wider', () => {
    expect(refusals(all, 14, 15)).toHaveLength(4);
    expect(refusals(all, 14, 18)).toEqual([['minimumLengthOfStay', 14, 5]]);
    expect(refusals(all, 14, 19)).toEqual([]);
  });
  test('are no others', () => {
    const others = [
      june(14, 15, { closed: true }, { ratePlan: 'NRF' as RatePlanCode, roomType: null }),
      june(14, 15, { closed: true }, { ratePlan: bar, roomType: 'STE' as RoomTypeCode }),
    ];
    expect(refusals(others, 14, 15)).toEqual([]);
  });
});
