/** H5 by occupancy as the Alps sell it: who pays as an adult, families, plans for some guests, supplements of a season (AlpineBits HotelData). */
import { describe, expect, test } from 'vitest';
import { PlanGuests } from '#schema/rates/ages.ts';
import {
  Extra,
  type FreeNights,
  type NightPrice,
  RatePlan,
  type RatePlanCode,
} from '#schema/rates/values.ts';
import type { Instant, RoomTypeCode } from '#schema/values.ts';
import { splice } from './calendar.ts';
import { lowestPrices } from './price-calendar.ts';
import { priceOfNight } from './price-night.ts';
import { type PriceList, type Quote, quote } from './quote.ts';
import { nightLines } from './tax-stay.ts';
import { day, environment, stay } from './testing.ts';

const half = 'HB' as RatePlanCode;
const double = 'DBL' as RoomTypeCode;

/** 75.00 for two, ten more for the third, five for a child of three to nine, nothing below. */
const price: NightPrice = {
  ...{ adultsMinor: [60_00, 75_00], extraAdultMinor: 10_00 },
  children: [
    { ageFrom: 0, ageTo: 2, amountMinor: 0 },
    { ageFrom: 3, ageTo: 9, amountMinor: 5_00 },
  ],
};

function listOf(plan: object, night: NightPrice = price, roomTypes = [double]): PriceList {
  const whole = RatePlan.parse({
    ...{ name: 'Half board', mealPlan: 'half_board', derivation: null, extras: [], ...plan },
  });
  const span = { fromDay: day('2027-01-01'), toDay: day('2028-01-01'), weekdays: undefined };
  const calendar = splice<NightPrice>([], span, () => night, Object.is);
  return {
    plans: new Map([[half, whole]]),
    prices: roomTypes.map((roomType) => ({ ratePlan: half, roomType, occupancy: null, calendar })),
    ...{ restrictions: [], taxes: environment([]) },
  };
}

/** A Monday. */
const arrival = '2027-03-22';

function quoted(list: PriceList, nights: number, adults: number, ...childrenAges: number[]): Quote {
  return quote(list, {
    ...{ ...stay(arrival, nights, { adults, childrenAges }), purpose: 'leisure' },
    ...{ todayDay: day('2027-01-01'), leftOf: () => new Array<number>(nights).fill(1) },
    when: { timeZone: 'Europe/Rome', now: '2027-01-01T10:00:00.000Z' as Instant },
  });
}

function totals({ offers }: Quote): readonly number[] {
  return offers.map(({ taxed }) => taxed.grossMinor);
}

describe('H5 Who pays as an adult', () => {
  test.each([
    ['two adults', 2, [], 75_00],
    ['a mother and her child, who makes up for the second adult', 1, [5], 75_00],
    ['a mother and two, of whom the older does', 1, [5, 8], 80_00],
    ['three adults', 3, [], 85_00],
    ['two adults and a child, as two pay already', 2, [8], 80_00],
    ['one alone, for whom nobody can', 1, [], 60_00],
  ])('where two have to: %s', (_what, adults, childrenAges, expected) => {
    const sleepers = { adults, childrenAges };
    expect(priceOfNight({ ...price, fullPayersMin: 2 }, sleepers)).toBe(expected);
  });

  test('and shares the price of as many as sleep there, where it is told so', () => {
    const byPerson = { ...price, adultsMinor: [60_00, 75_01], sharedByAll: true };
    // Half of 75.01, rounded up, and the child's own.
    expect(priceOfNight(byPerson, { adults: 1, childrenAges: [5] })).toBe(37_51 + 5_00);
    expect(priceOfNight(byPerson, { adults: 1, childrenAges: [] })).toBe(60_00);
    expect(priceOfNight(byPerson, { adults: 3, childrenAges: [5] })).toBe(75_01 + 10_00 + 5_00);
  });

  test('and a room that is not for one alone has no price for him', () => {
    const list = listOf({}, { ...price, personsMin: 2 });
    expect(totals(quoted(list, 7, 1, 1))).toEqual([7 * 60_00]);
    const { offers, declined } = quoted(list, 2, 1);
    expect([offers, declined[0]?.unpricedDays]).toEqual([
      ...[[], [day(arrival), day(arrival) + 1]],
    ]);
  });
});

describe('H5 A price of a week', () => {
  const week: NightPrice = { adultsMinor: [500_00, 599_00], children: [], forNights: 7 };

  test.each([
    ['a week', 7, [85_57, 85_57, 85_57, 85_58, 85_57, 85_57, 85_57]],
    [
      'ten nights, of which three begin another',
      10,
      [85_57, 85_57, 85_57, 85_58, 85_57, 85_57, 85_57, 85_57, 85_57, 85_57],
    ],
  ])('is shared out over %s', (_what, nights, expected) => {
    const { offers } = quoted(listOf({}, week), nights, 2);
    const lines = nightLines(offers[0]?.taxed.lines ?? []);
    expect(lines.map(({ grossMinor }) => grossMinor)).toEqual(expected);
    expect(lines.slice(0, 7).reduce((sum, { grossMinor }) => sum + grossMinor, 0)).toBe(599_00);
  });

  test('ends with its season: what is left of the stay begins the next', () => {
    const { plans, prices, ...rest } = listOf({}, week);
    const span = { fromDay: day(arrival) + 3, toDay: day(arrival) + 30, weekdays: undefined };
    const dearer = prices.map((each) => ({
      ...each,
      calendar: splice(each.calendar, span, () => ({ ...week, adultsMinor: [700_00] }), Object.is),
    }));
    // Three sevenths of 500.00, and four of 700.00.
    expect(totals(quoted({ plans, prices: dearer, ...rest }, 7, 1))).toEqual([214_29 + 400_00]);
    expect(totals(quoted({ plans, prices, ...rest }, 3, 2))).toEqual([256_71]);
  });
});

describe('H5 Children who sleep free', () => {
  const breakfast = {
    ...{ code: 'BRK', name: 'Breakfast', category: 'food', charging: 'per_person_night' },
    amountMinor: 1_00,
  };
  const family = listOf({
    freeChildren: { ageTo: 9, childrenMin: 2, free: 1 },
    extras: [breakfast],
  });

  test('are the youngest, where enough of them come, and pay for nothing by person', () => {
    // One child does not do; of two the baby is free, who would have paid nothing, and eats free.
    expect(totals(quoted(family, 1, 2, 8))).toEqual([75_00 + 5_00 + 3_00]);
    expect(totals(quoted(family, 1, 2, 8, 4))).toEqual([75_00 + 5_00 + 3_00]);
    expect(totals(quoted(family, 1, 2, 8, 1))).toEqual([75_00 + 5_00 + 3_00]);
    // One of twelve is too old to count, and priced as an adult.
    expect(totals(quoted(family, 1, 2, 12, 8))).toEqual([75_00 + 10_00 + 5_00 + 4_00]);
  });

  test('are never those who make up for an adult', () => {
    const list = listOf({ freeChildren: { ageTo: 9, free: 2 } }, { ...price, fullPayersMin: 2 });
    expect(totals(quoted(list, 1, 1, 8, 4))).toEqual([75_00]);
  });

  test('need no bracket, and are told in the calendar of prices alike', () => {
    const list = listOf({ freeChildren: { ageTo: 9, free: 2 } }, { ...price, children: [] });
    expect(totals(quoted(list, 1, 2, 8, 4))).toEqual([75_00]);
    const days = [day(arrival), day(arrival) + 1] as const;
    const [lowest] = lowestPrices(list, days, { adults: 2, childrenAges: [8, 4] }, () => [1]);
    expect(lowest?.amountMinor).toBe(75_00);
  });
});

describe('H5 A plan for some guests', () => {
  test.each([
    ['families, for two alone', { childrenMin: 1 }, 2, [], false],
    ['families, with a child', { childrenMin: 1 }, 2, [4], true],
    ['adults, with a child', { childrenMax: 0 }, 2, [4], false],
    ['one alone, for two', { adultsMax: 1 }, 2, [], false],
    ['two, for one', { adultsMin: 2 }, 1, [], false],
    [
      'children of six to nine, with one of five',
      { childAgeFrom: 6, childAgeTo: 9 },
      2,
      [7, 5],
      false,
    ],
    ['children of six to nine, with these', { childAgeFrom: 6, childAgeTo: 9 }, 2, [6, 9], true],
    ['children of six to nine, without any', { childAgeFrom: 6, childAgeTo: 9 }, 2, [], true],
  ])('for %s', (_what, guests, adults, childrenAges, isOffered) => {
    const list = listOf({ guests });
    const { offers, declined } = quoted(list, 1, adults, ...childrenAges);
    expect([offers.length, declined.map(({ isForOthers }) => isForOthers)]).toEqual(
      isOffered ? [1, []] : [0, [true]],
    );
    const days = [day(arrival), day(arrival) + 1] as const;
    const [lowest] = lowestPrices(list, days, { adults, childrenAges }, () => [1]);
    expect(lowest !== undefined).toBe(isOffered);
  });

  test('whose least is above its most cannot be said', () => {
    const { error } = PlanGuests.safeParse({
      adultsMin: 2,
      adultsMax: 1,
      childAgeFrom: 4,
      childAgeTo: 3,
    });
    expect(error?.issues.map(({ path }) => path)).toEqual([['adultsMax'], ['childAgeTo']]);
  });
});

describe('H5 What is sold with a stay on some of its nights', () => {
  const heating = {
    ...{ code: 'HEAT', name: 'Heating', category: 'service', charging: 'per_night' },
    amountMinor: 4_00,
  };
  const room = (nights: number) => nights * 75_00;

  test.each([
    ['every night', {}, 7 * 4_00],
    ['until the 25th', { to: '2027-03-25' }, 3 * 4_00],
    ['from the 25th on', { from: '2027-03-25' }, 4 * 4_00],
    ['at the weekend', { weekdays: [6, 7] }, 2 * 4_00],
    ['on the weekend of another month', { weekdays: [6, 7], from: '2027-04-01' }, 0],
    ['once, by the share of its nights', { charging: 'once', to: '2027-03-25' }, 1_71],
    ['by person, by the share of its nights', { charging: 'per_person', to: '2027-03-25' }, 3_43],
    ['once, not at all', { charging: 'once', from: '2027-04-01' }, 0],
    ['in another room type', { roomTypes: ['STE'] }, 0],
    ['in this room type', { roomTypes: ['STE', 'DBL'] }, 7 * 4_00],
  ])('%s', (_what, more, expected) => {
    const list = listOf({ extras: [{ ...heating, ...more }] });
    expect(totals(quoted(list, 7, 2))).toEqual([room(7) + expected]);
  });

  test('has a line for each of its nights, in each of its room types', () => {
    const extras = [{ ...heating, weekdays: [1, 3], roomTypes: ['STE'] }];
    const { offers } = quoted(listOf({ extras }, price, [double, 'STE' as RoomTypeCode]), 3, 2);
    expect(offers.map(({ roomType, taxed }) => [roomType, taxed.grossMinor])).toEqual([
      ...[
        ['DBL', room(3)],
        ['STE', room(3) + 8_00],
      ],
    ]);
    const lines = offers[1]?.taxed.lines.filter(({ charge }) => charge?.extra !== undefined);
    expect(lines?.map((line) => [line.day, line.nights])).toEqual([
      ...[
        [day(arrival), 1],
        [day(arrival) + 2, 1],
      ],
    ]);
  });

  test('is given away with free nights where the plan says so', () => {
    const freeNights: FreeNights = { ofNights: 7, free: 1, which: 'last' };
    const cleaning = { ...heating, code: 'CLEAN', charging: 'once', amountMinor: 30_00 };
    const given = (more: object) =>
      totals(
        quoted(
          listOf({ freeNights: { ...freeNights, ...more }, extras: [heating, cleaning] }),
          7,
          2,
        ),
      );
    expect(given({})).toEqual([room(6) + 7 * 4_00 + 30_00]);
    expect(given({ withExtras: true })).toEqual([room(6) + 6 * 4_00 + 30_00]);
  });

  test('cannot end before it begins', () => {
    const { error } = Extra.safeParse({ ...heating, from: '2027-04-01', to: '2027-04-01' });
    expect(error?.issues.map(({ path }) => path)).toEqual([['to']]);
  });
});
