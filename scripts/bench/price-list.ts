/** Price lists of benchmarks: as many plans, room types, seasons and restrictions as are asked for, always the same. */

import type { Calendar } from '#schema/rates/calendar.ts';
import type { TaxCode, TaxEnvironment } from '#schema/rates/taxes.ts';
import type {
  ExtraCode,
  NightPrice,
  RatePlan,
  RatePlanCode,
  Restriction,
} from '#schema/rates/values.ts';
import { dayNumber, HotelDate, type RoomTypeCode } from '#schema/values.ts';
import { splice } from '../../functions/rates/domain/calendar.ts';
import type { PriceList } from '../../functions/rates/domain/quote.ts';
import { restricted } from '../../functions/rates/domain/restrict.ts';
import { type Draw, draws } from '../../load/stays.ts';

export const firstDay = dayNumber(HotelDate.parse('2027-01-01'));
export const vatPpm = 100_000;
export const cityTaxMinor = 250;
export const breakfastMinor = 1_500;

export interface Size {
  /** Nights that have a price, from the first day on. */
  readonly days: number;
  readonly basePlans: number;
  readonly derivedOfEach: number;
  readonly roomTypes: number;
}

/** 20 rate plans × 10 room types; 366 nights, and a stay of 14 that begins with the last of them. */
export const largeHotel: Size = { days: 380, basePlans: 4, derivedOfEach: 4, roomTypes: 10 };
/** 5 rate plans × 4 room types. */
export const oneOfMany: Size = { days: 60, basePlans: 1, derivedOfEach: 4, roomTypes: 4 };

const plain = { included: false, onTaxes: [], exemptPurposes: [], onBehalf: false } as const;
const taxes: TaxEnvironment = {
  taxes: [
    {
      ...{ ...plain, code: 'VAT' as TaxCode, name: 'VAT', included: true },
      ...{ amount: { kind: 'percentage', ratePpm: vatPpm }, on: ['accommodation', 'food'] },
    },
    {
      ...{ ...plain, code: 'CITY' as TaxCode, name: 'City tax', onBehalf: true, on: [] },
      amount: { kind: 'fixed', charging: 'per_person_night', amountMinor: cityTaxMinor },
    },
  ],
  rounding: { point: 'per_tax_bucket', mode: 'half_up' },
};

function codes<T extends string>(prefix: string, count: number): readonly T[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${at + 1}` as T);
}

function basePlan(name: string): RatePlan {
  return {
    ...{ name, mealPlan: 'room_only', derivation: null, extras: [] },
    policies: {
      guarantee: { kind: 'card' },
      deposit: null,
      cancellation: [
        { from: { days: 3, at: '18:00' }, fee: { kind: 'nights', nights: 1 } },
        {
          from: { days: 0, at: '18:00' },
          fee: { kind: 'percentage', ratePpm: 800_000, of: 'total' },
        },
      ],
      noShow: { kind: 'percentage', ratePpm: 900_000, of: 'room' },
    },
  };
}

/** Every second one has breakfast; each is some per cent below its base, in whole tenths. */
function derivedPlan(from: RatePlanCode, at: number): RatePlan {
  const withBreakfast = at % 2 === 0;
  return {
    name: `${from}, ${at + 1}`,
    mealPlan: withBreakfast ? 'bed_and_breakfast' : 'room_only',
    derivation: { from, changePpm: -37_500 * (at + 1), changeMinor: 100, roundToMinor: 10 },
    extras: withBreakfast
      ? [
          {
            ...{ code: 'BRK' as ExtraCode, name: 'Breakfast', category: 'food' },
            ...{ charging: 'per_person_night', amountMinor: breakfastMinor },
          },
        ]
      : [],
  };
}

const sameValue = Object.is;

/** Weekends and weeks apart, each week with a price of its own: 110 runs. */
function priceCalendar(days: number, draw: Draw): Calendar<NightPrice> {
  let calendar: Calendar<NightPrice> = [];
  for (let week = 0; week * 7 < days; week += 1) {
    const fromDay = firstDay + week * 7;
    const double = 8_000 + draw(120) * 100 + 95;
    for (const [more, weekdays] of [
      [0, new Set([1, 2, 3, 4, 7])],
      [2_500, new Set([5, 6])],
    ] as const) {
      const price = {
        ...{ adultsMinor: [double + more - 1_000, double + more], extraAdultMinor: 2_000 },
        children: [{ ageFrom: 0, ageTo: 5, amountMinor: 0 }],
      };
      const toDay = Math.min(fromDay + 7, firstDay + days);
      calendar = splice(calendar, { fromDay, toDay, weekdays }, () => price, sameValue);
    }
  }
  return calendar;
}

/** One night in some ninety, so that a part of the offers is declined. */
function restrictionCalendar(days: number, draw: Draw): Calendar<Restriction> {
  let calendar: Calendar<Restriction> = [];
  for (let day = firstDay; day < firstDay + days; day += 60 + draw(60)) {
    const sets = [
      { closed: true },
      { closedForArrival: true },
      { closedForDeparture: true },
      { minimumLengthOfStay: 3 },
      { minimumStayThrough: 4 },
    ];
    const value = restricted(undefined, sets[draw(sets.length)] ?? {});
    const span = { fromDay: day, toDay: day + 1, weekdays: undefined };
    calendar = splice(calendar, span, () => value, sameValue);
  }
  return calendar;
}

export function priceListOf(size: Size, seed: number): PriceList {
  const draw = draws(seed);
  const bases = codes<RatePlanCode>('BASE', size.basePlans);
  const roomTypes = codes<RoomTypeCode>('TYPE', size.roomTypes);
  const plans = new Map<RatePlanCode, RatePlan>();
  for (const base of bases) {
    plans.set(base, basePlan(base));
    for (let at = 0; at < size.derivedOfEach; at += 1)
      plans.set(`${base}-${at + 1}` as RatePlanCode, derivedPlan(base, at));
  }
  const scopes = [
    ...[...plans.keys()].map((ratePlan) => ({ ratePlan, roomType: null })),
    ...roomTypes.map((roomType) => ({ ratePlan: null, roomType })),
  ];
  return {
    ...{ plans, taxes },
    prices: bases.flatMap((ratePlan) =>
      roomTypes.map((roomType) => ({
        ratePlan,
        roomType,
        occupancy: null,
        calendar: priceCalendar(size.days, draw),
      })),
    ),
    restrictions: scopes.map((scope) => ({
      scope,
      calendar: restrictionCalendar(size.days, draw),
    })),
  };
}
