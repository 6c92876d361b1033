import { describe, expect, test } from 'vitest';
import type { Tax } from '#schema/rates/taxes.ts';
import type {
  Derivation,
  ExtraCode,
  NightPrice,
  RatePlan,
  RatePlanCode,
  Restriction,
} from '#schema/rates/values.ts';
import { amountMinorMax, type Instant, type RoomTypeCode } from '#schema/values.ts';
import { splice } from './calendar.ts';
import { lowestOffer } from './lowest-offer.ts';
import { lowestPrices } from './price-calendar.ts';
import { type PriceCalendar, type PriceList, quote, type Wanted } from './quote.ts';
import { restricted } from './restrict.ts';
import { day, environment, fixed, percentage, stay, taxCode } from './testing.ts';

const bar = 'BAR' as RatePlanCode;
const flexible: RatePlan = { name: 'Best', mealPlan: 'room_only', derivation: null, extras: [] };
const saver: RatePlan = {
  ...flexible,
  name: 'Non-refundable',
  derivation: { from: bar, changePpm: -100_000, changeMinor: 0, roundToMinor: 100 },
};
const breakfast: RatePlan = {
  ...flexible,
  mealPlan: 'bed_and_breakfast',
  derivation: { from: bar, changePpm: 0, changeMinor: 0, roundToMinor: 1 },
  extras: [
    {
      ...{ code: 'BRK' as ExtraCode, name: 'Breakfast', category: 'food' },
      ...{ charging: 'per_person_night', amountMinor: 1_500 },
    },
  ],
};

function prices(roomType: string, from: string, nights: number, price: NightPrice): PriceCalendar {
  const span = { fromDay: day(from), toDay: day(from) + nights, weekdays: undefined };
  const calendar = splice<NightPrice>([], span, () => price, Object.is);
  return { ratePlan: bar, roomType: roomType as RoomTypeCode, occupancy: null, calendar };
}

const dearer: Derivation = { from: bar, changePpm: 1, changeMinor: 0, roundToMinor: 1 };
const double: NightPrice = { adultsMinor: [9_000, 10_995], children: [] };
const suite: NightPrice = { adultsMinor: [20_000, 20_000], children: [] };

function list(more: Partial<PriceList> = {}): PriceList {
  return {
    plans: new Map([
      [bar, flexible],
      ['NRF' as RatePlanCode, saver],
      ['BB' as RatePlanCode, breakfast],
    ]),
    prices: [prices('DBL', '2027-06-01', 30, double), prices('STE', '2027-06-01', 30, suite)],
    restrictions: [],
    taxes: environment([
      percentage('VAT10', 100_000, { included: true, on: ['accommodation', 'food'] }),
      fixed('CITY', 'per_person_night', 250),
    ]),
    ...more,
  };
}

function wanted(arrival: string, nights: number, more: Partial<Wanted> = {}): Wanted {
  return {
    ...{ ...stay(arrival, nights), todayDay: day('2027-05-01'), purpose: 'leisure' as const },
    when: { timeZone: 'Europe/Vienna', now: '2027-05-01T10:00:00.000Z' as Instant },
    leftOf: () => new Array<number>(nights).fill(5),
    ...more,
  };
}

describe('H6 A quote', () => {
  test('offers every plan on every room type, the cheapest first', () => {
    const { offers, declined } = quote(list(), wanted('2027-06-10', 2));
    expect(
      offers.map(({ ratePlan, roomType, taxed }) => [ratePlan, roomType, taxed.grossMinor]),
    ).toEqual([
      // 109.95 − 10 % = 98.955, in whole euros 99.00; city tax 2 × 2 × 2.50.
      ['NRF', 'DBL', 20_800],
      ['BAR', 'DBL', 22_990],
      ['BB', 'DBL', 28_990],
      ['NRF', 'STE', 37_000],
      ['BAR', 'STE', 41_000],
      ['BB', 'STE', 47_000],
    ]);
    expect(declined).toEqual([]);
  });

  test('has a line for each night, what comes with it, and each tax', () => {
    const { offers } = quote(list(), wanted('2027-06-10', 1));
    const offer = offers.find(({ ratePlan, roomType }) => ratePlan === 'BB' && roomType === 'DBL');
    const night = day('2027-06-10');
    expect(offer?.taxed).toEqual({
      lines: [
        {
          charge: { category: 'accommodation', day: night, nights: 1, amountMinor: 10_995 },
          ...{ day: night, nights: 1 },
          // 109.95 / 11 = 9.9954…, 30.00 / 11 = 2.7272…: 12.7227 become 12.72, the second gets the cent.
          ...{
            netMinor: 9_996,
            taxes: [{ code: 'VAT10', amountMinor: 999 }],
            grossMinor: 10_995,
          },
        },
        {
          charge: { category: 'food', extra: 'BRK', day: night, nights: 1, amountMinor: 3_000 },
          ...{ day: night, nights: 1, netMinor: 2_727 },
          ...{ taxes: [{ code: 'VAT10', amountMinor: 273 }], grossMinor: 3_000 },
        },
        {
          ...{ day: night, netMinor: 0, taxes: [{ code: 'CITY', amountMinor: 500 }] },
          grossMinor: 500,
        },
      ],
      taxes: [
        { code: 'VAT10', amountMinor: 1_272 },
        { code: 'CITY', amountMinor: 500 },
      ],
      ...{ netMinor: 12_723, taxMinor: 1_772, grossMinor: 14_495 },
    });
  });

  test('says which nights have no price for these guests', () => {
    const late = quote(list(), wanted('2027-06-30', 2));
    expect(late.offers).toEqual([]);
    expect(late.declined.map(({ unpricedDays }) => unpricedDays)).toEqual(
      Array.from({ length: 6 }, () => [day('2027-07-01')]),
    );
    const three = quote(list(), wanted('2027-06-10', 1, { adults: 3 }));
    expect(three.offers).toEqual([]);
  });

  test('says which restriction of which scope forbids it, and offers the rest', () => {
    const span = { fromDay: day('2027-06-11'), toDay: day('2027-06-12'), weekdays: undefined };
    const scope = { ratePlan: 'NRF' as RatePlanCode, roomType: null };
    const closed = restricted(undefined, { closed: true });
    const calendar = splice<Restriction>([], span, () => closed, Object.is);
    const { offers, declined } = quote(
      list({ restrictions: [{ scope, calendar }] }),
      wanted('2027-06-10', 2),
    );
    expect(offers.map(({ ratePlan }) => ratePlan)).toEqual(['BAR', 'BB', 'BAR', 'BB']);
    expect(declined).toEqual(
      ['DBL', 'STE'].map((roomType) => ({
        ...{ ratePlan: 'NRF', roomType, mealPlan: 'room_only', unpricedDays: [], soldOutDays: [] },
        broken: [{ restriction: 'closed', scope, day: day('2027-06-11') }],
      })),
    );
  });

  test('takes what the price of a night holds out of the room: a breakfast with a tax of its own', () => {
    const held: RatePlan = {
      ...breakfast,
      extras: breakfast.extras.map((extra) => ({ ...extra, amountMinor: 1_000, included: true })),
    };
    const taxes = environment([
      percentage('VAT7', 70_000, { included: true }),
      percentage('VAT19', 190_000, { included: true, on: ['food'] }),
    ]);
    const plans = new Map([
      [bar, flexible],
      ['BB' as RatePlanCode, held],
    ]);
    const { offers } = quote(list({ taxes, plans }), wanted('2027-06-10', 1, { adults: 1 }));
    const bb = offers.find(({ ratePlan, roomType }) => ratePlan === 'BB' && roomType === 'DBL');
    expect(bb?.taxed.lines.map(({ charge, grossMinor }) => [charge?.category, grossMinor])).toEqual(
      [
        ['accommodation', 8_000],
        ['food', 1_000],
      ],
    );
    // 80.00 hold 5.2336 at 7 %, 10.00 hold 1.5966 at 19 %.
    expect([bb?.taxed.taxes, bb?.taxed.grossMinor]).toEqual([
      [
        { code: 'VAT7', amountMinor: 523 },
        { code: 'VAT19', amountMinor: 160 },
      ],
      9_000,
    ]);
    const dear: RatePlan = {
      ...held,
      extras: held.extras.map((extra) => ({ ...extra, amountMinor: 9_999 })),
    };
    const all = quote(
      list({ taxes, plans: new Map([[bar, dear]]) }),
      wanted('2027-06-10', 1, { adults: 1 }),
    ).offers[0];
    expect(all?.taxed.lines.map(({ grossMinor }) => grossMinor)).toEqual([0, 9_000]);
  });

  test('knows why one travels', () => {
    const taxes = environment([
      fixed('CITY', 'per_person_night', 250, { exemptPurposes: ['business'] }),
    ]);
    const of = (purpose: Wanted['purpose']) =>
      quote(list({ taxes }), wanted('2027-06-10', 1, { purpose })).offers[0]?.taxed.taxes;
    expect(of('business')).toEqual([]);
    expect(of('leisure')).toEqual([{ code: taxCode('CITY'), amountMinor: 500 }]);
  });

  const most = amountMinorMax;
  const dear: NightPrice = { adultsMinor: [most, most], children: [] };
  const city = (more: Partial<Tax>) => fixed('CITY', 'per_person_night', most, more);
  test.each([
    ['two nights of the highest price', 2, dear, []],
    ['one, and a tax on it', 1, dear, [percentage('VAT10', 100_000)]],
    ['one that is less than the city tax it holds', 1, suite, [city({ included: true })]],
    [
      'a month of a city tax that is taxed itself',
      ...([30, suite] as const),
      [city({}), percentage('VAT7', 70_001, { on: [], onTaxes: [taxCode('CITY')] })],
    ],
  ])(
    'that comes to more than an amount can say is not offered: %s',
    (_what, nights, price, laid) => {
      const one = list({
        plans: new Map([[bar, flexible]]),
        ...{ prices: [prices('STE', '2027-06-01', 30, price)], taxes: environment(laid) },
      });
      const asked = wanted('2027-06-01', nights);
      const { offers, declined } = quote(one, asked);
      expect([offers, declined.map(({ isTooMuch }) => isTooMuch)]).toEqual([[], [true]]);
      expect(lowestOffer(one, asked)).toBe(undefined);
    },
  );

  test('is offered at the highest amount there is, and no night is shown above it', () => {
    const plans = new Map([
      [bar, flexible],
      ['DEARER' as RatePlanCode, { ...saver, derivation: dearer }],
    ]);
    const one = list({
      ...{ plans, prices: [prices('STE', '2027-06-01', 30, dear)], taxes: environment([]) },
    });
    const asked = wanted('2027-06-01', 1);
    const { offers, declined } = quote(one, asked);
    expect(offers.map(({ ratePlan, taxed }) => [ratePlan, taxed.grossMinor])).toEqual([
      ['BAR', most],
    ]);
    expect(declined.map(({ ratePlan, isTooMuch }) => [ratePlan, isTooMuch])).toEqual([
      ['DEARER', true],
    ]);
    const only = { ...one, plans: new Map([...plans].slice(1)) };
    const days = [asked.arrivalDay, asked.departureDay] as const;
    expect(lowestPrices(only, days, asked, asked.leftOf)).toEqual([undefined]);
  });
});
