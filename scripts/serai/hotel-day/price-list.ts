/** The morning of the revenue manager: taxes, plans with their policies, prices and a restriction. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RatePlan, TaxEnvironment } from '#schema/client.generated.ts';
import { isNotHeardOfYet } from '../api.ts';
import { dayAfter, type HotelDay } from './house.ts';

const nights = 60;

const taxes: TaxEnvironment = {
  taxes: [
    {
      ...{ code: 'VAT6', name: 'VAT on lodging', included: true, on: ['accommodation'] },
      ...{ amount: { kind: 'percentage', ratePpm: 60_000 }, onTaxes: [] },
      ...{ exemptPurposes: [], onBehalf: false },
    },
    {
      ...{ code: 'VAT23', name: 'VAT on fees', included: true, on: ['fee'] },
      ...{ amount: { kind: 'percentage', ratePpm: 230_000 }, onTaxes: [] },
      ...{ exemptPurposes: [], onBehalf: false },
    },
    {
      ...{ code: 'CITY', name: 'City tax', included: false, on: [], onTaxes: [], onBehalf: true },
      amount: { kind: 'fixed', charging: 'per_person_night', amountMinor: 4_00 },
      ...{ nightsMax: 7, ageFrom: 13, exemptPurposes: ['business'] },
    },
  ],
  rounding: { point: 'per_tax_bucket', mode: 'half_up' },
};

const flexible: RatePlan = {
  ...{ name: 'Best available rate', mealPlan: 'room_only', derivation: null, extras: [] },
  policies: {
    ...{ guarantee: { kind: 'card' }, deposit: null },
    cancellation: [{ from: { days: 1, at: '18:00' }, fee: { kind: 'nights', nights: 1 } }],
    noShow: { kind: 'nights', nights: 1 },
  },
};
const nonRefundable: RatePlan = {
  ...{ ...flexible, name: 'Non-refundable' },
  derivation: { from: 'BAR', changePpm: -100_000, changeMinor: 0, roundToMinor: 100 },
  policies: {
    ...{ guarantee: { kind: 'card' }, deposit: null, noShow: null },
    cancellation: [{ from: null, fee: { kind: 'percentage', ratePpm: 1_000_000, of: 'total' } }],
  },
};

const adults = {
  DBL: [110_00, 130_00],
  STE: [210_00, 240_00],
} as const;
const children = [
  { ageFrom: 0, ageTo: 2, amountMinor: 0 },
  { ageFrom: 3, ageTo: 12, amountMinor: 15_00 },
];

export async function loadPrices(day: HotelDay): Promise<void> {
  const { revenue, propertyId, today, story } = day;
  await priceListBegun(day);
  await revenue.call('set-taxes', { params: { propertyId }, body: taxes });
  const ratePlans = [
    ['BAR', flexible],
    ['NRF', nonRefundable],
  ] as const;
  for (const [ratePlan, body] of ratePlans)
    await revenue.call('set-rate-plan', { params: { propertyId, ratePlan }, body });
  const range = { ratePlan: 'BAR', from: today, to: dayAfter(today, nights) };
  const prices = (['DBL', 'STE'] as const).map((roomType) => ({
    ...{ ...range, roomType },
    price: { adultsMinor: adults[roomType], extraAdultMinor: 35_00, children },
  }));
  await revenue.call('set-prices', { params: { propertyId }, body: { prices } });
  story.tell('Revenue manager', `loads ${nights} nights of prices for two plans, and their taxes`);
}

export async function restrict({ revenue, propertyId, today, story }: HotelDay): Promise<void> {
  const [from, to] = [dayAfter(today, 7), dayAfter(today, 9)];
  const restriction = { scope: { ratePlan: null, roomType: null }, from, to };
  await revenue.call('set-restrictions', {
    params: { propertyId },
    body: { restrictions: [{ ...restriction, set: { minimumStayThrough: 3 } }] },
  });
  story.tell('Revenue manager', `asks for three nights at least over ${from} and the night after`);
}

/** A second or two on a quiet machine. */
const begunMsMax = 60_000;
const pollMs = 100;

/** A price list begins a moment after its property was opened. */
async function priceListBegun({ revenue, propertyId }: HotelDay): Promise<void> {
  const lateMs = performance.now() + begunMsMax;
  for (;;) {
    try {
      await revenue.call('get-taxes', { params: { propertyId } });
      return;
    } catch (error) {
      if (!isNotHeardOfYet(error) || performance.now() > lateMs) throw error;
    }
    await delay(pollMs);
  }
}
