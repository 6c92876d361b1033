/** A property with a price list, for tests: what is set, as its callers set it. */
import { expect } from 'vitest';
import { dateOfDay, dayNumber, HotelDate } from '#schema/values.ts';
import { type Answer, type Desk, day } from './desk.ts';
import { type InHouse, soon } from './in-house.ts';

/** Far enough ahead for whoever runs this in the next years, and within what may be set. */
export const year = new Date().getUTCFullYear() + 1;

export function daysAfter(date: string, days: number): string {
  return dateOfDay(dayNumber(HotelDate.parse(date)) + days);
}

/** Of that date next year, as `stay` of the front desk counts. */
export function offsetOf(monthAndDay: string): number {
  const date = HotelDate.parse(`${year}-${monthAndDay}`);
  return dayNumber(date) - dayNumber(HotelDate.parse(day(0)));
}

export function put(desk: Desk, path: string, body: object, ifMatch?: string): Promise<Answer> {
  return desk.send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'if-match': ifMatch },
  });
}

/** Resolves with the path of a property whose price list has begun. */
export async function opened(the: Pick<InHouse, 'house' | 'open'>): Promise<string> {
  const path = await the.open();
  await soon(async () => expect((await the.house.desk.get(`${path}/taxes`)).status).toBe(200));
  return path;
}

export const taxes = {
  taxes: [
    {
      ...{ code: 'VAT10', name: 'VAT', amount: { kind: 'percentage', ratePpm: 100_000 } },
      ...{ included: true, on: ['accommodation', 'food'], onTaxes: [] },
      ...{ exemptPurposes: [], onBehalf: false },
    },
    {
      ...{ code: 'CITY', name: 'City tax' },
      amount: { kind: 'fixed', charging: 'per_person_night', amountMinor: 250 },
      ...{ included: false, on: [], onTaxes: [], exemptPurposes: ['business'], onBehalf: true },
    },
  ],
  rounding: { point: 'per_tax_bucket', mode: 'half_up' },
};

export const bar = {
  ...{ name: 'Best available rate', mealPlan: 'room_only', derivation: null, extras: [] },
};
export const saver = {
  ...bar,
  name: 'Non-refundable',
  derivation: { from: 'BAR', changePpm: -100_000, changeMinor: 0, roundToMinor: 100 },
};

export function price(...adultsMinor: readonly number[]) {
  return { adultsMinor, children: [] };
}

/** A property with two plans, and prices of doubles from June to August of `year`. */
export async function priced(the: Pick<InHouse, 'house' | 'open'>): Promise<string> {
  const path = await opened(the);
  const { desk } = the.house;
  const line = {
    ...{ ratePlan: 'BAR', roomType: 'DBL', from: `${year}-06-01`, to: `${year}-09-01` },
    price: price(9_000, 10_995),
  };
  const answers = [
    await put(desk, `${path}/taxes`, taxes),
    await put(desk, `${path}/rate-plans/BAR`, bar),
    await put(desk, `${path}/rate-plans/NRF`, saver),
    await desk.post(`${path}/prices`, { prices: [line] }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  return path;
}
