import { expect, test } from 'vitest';
import type { NightPrice, RatePlan, RatePlanCode, Restriction } from '#schema/rates/values.ts';
import type { Instant, RoomTypeCode } from '#schema/values.ts';
import { splice } from './calendar.ts';
import { lowestOffer } from './lowest-offer.ts';
import { type LeftOf, type PriceCalendar, type PriceList, quote } from './quote.ts';
import { restricted } from './restrict.ts';
import { day, environment, fixed, percentage, stay } from './testing.ts';

const bar = 'BAR' as RatePlanCode;
const span = { fromDay: day('2027-06-01'), toDay: day('2027-07-01'), weekdays: undefined };
const plan: RatePlan = { name: 'Best', mealPlan: 'room_only', derivation: null, extras: [] };

function prices(roomType: string, ...adultsMinor: number[]): PriceCalendar {
  const price: NightPrice = { adultsMinor, children: [] };
  const calendar = splice<NightPrice>([], span, () => price, Object.is);
  return { ratePlan: bar, roomType: roomType as RoomTypeCode, occupancy: null, calendar };
}

const closed = restricted(undefined, { closed: true });
const list: PriceList = {
  plans: new Map([
    [bar, plan],
    [
      'NRF' as RatePlanCode,
      {
        ...plan,
        derivation: { from: bar, changePpm: -100_000, changeMinor: 0, roundToMinor: 100 },
      },
    ],
  ]),
  prices: [prices('STE', 20_000, 20_000), prices('DBL', 9_000, 10_995), prices('SGL', 7_000)],
  restrictions: [
    {
      scope: { ratePlan: 'NRF' as RatePlanCode, roomType: 'DBL' as RoomTypeCode },
      calendar: splice<Restriction>(
        [],
        { ...span, fromDay: day('2027-06-20') },
        () => closed,
        Object.is,
      ),
    },
  ],
  taxes: environment([percentage('VAT', 100_000), fixed('CITY', 'per_person_night', 250)]),
};

const three: LeftOf = () => [4, 3];
function wanted(arrival: string, leftOf = three) {
  return { ...stay(arrival, 2), todayDay: day('2027-05-01'), purpose: 'leisure' as const, leftOf };
}
const when = { timeZone: 'UTC', now: '2027-05-01T00:00:00.000Z' as Instant };

test('H6 The lowest offer costs what the first of a quote does, with all taxes', () => {
  // 99.00 a night and ten per cent, 2 × 2 × 2.50.
  expect(lowestOffer(list, wanted('2027-06-10'))).toEqual({
    ...{
      ratePlan: 'NRF',
      roomType: 'DBL',
      mealPlan: 'room_only',
      roomsLeft: 3,
      totalMinor: 22_780,
    },
  });
  expect(quote(list, { ...wanted('2027-06-10'), when }).offers[0]?.taxed.grossMinor).toBe(22_780);
});

test('H4 The lowest offer is none that a restriction forbids', () => {
  expect(lowestOffer(list, wanted('2027-06-21'))).toEqual({
    ...{
      ratePlan: 'BAR',
      roomType: 'DBL',
      mealPlan: 'room_only',
      roomsLeft: 3,
      totalMinor: 25_189,
    },
  });
});

test('H1 The lowest offer is of a room type of which a room is left on every night', () => {
  const free: LeftOf = (roomType) => (roomType === 'DBL' ? [3, 0] : [4, 3]);
  expect(lowestOffer(list, wanted('2027-06-10', free))).toEqual({
    ...{
      ratePlan: 'NRF',
      roomType: 'STE',
      mealPlan: 'room_only',
      roomsLeft: 3,
      totalMinor: 40_600,
    },
  });
  expect(
    lowestOffer(
      list,
      wanted('2027-06-10', () => [0, 0]),
    ),
  ).toBeUndefined();
  expect(lowestOffer(list, wanted('2027-06-30'))).toBeUndefined();
});
