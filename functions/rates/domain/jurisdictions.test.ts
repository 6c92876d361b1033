/** Laws as they are written, on prices as they are charged; every amount is worked out by hand beside it. */
import { describe, expect, test } from 'vitest';
import { TaxEnvironment } from '#schema/rates/taxes.ts';
import type { HotelDate } from '#schema/values.ts';
import {
  environment,
  fixed,
  owed,
  percentage,
  roomCharges,
  stay,
  taxCode,
  taxed,
} from './testing.ts';

const onBehalf = true;
const included = true;

const date = (text: string) => text as HotelDate;

describe('H7 The nights of a stay that a tax is for', () => {
  test('Palma: half of it from the ninth night on', () => {
    const laws = [
      fixed('ECO', 'per_person_night', 400, { ageFrom: 16, nightsMax: 8 }),
      fixed('ECO9', 'per_person_night', 200, { ageFrom: 16, nightsFrom: 9 }),
    ];
    // Two adults: 8 × 8.00 and 2 × 4.00.
    expect(owed(laws, stay('2027-07-01', 10, { childrenAges: [15] }), 10_000)).toEqual({
      ...{ ECO: 6_400, ECO9: 800, total: 107_200 },
    });
  });

  test('London: from the 29th night on VAT is due on a fifth of the price', () => {
    const laws = [
      percentage('VAT', 200_000, { nightsMax: 28 }),
      percentage('VAT29', 40_000, { nightsFrom: 29 }),
    ];
    expect(owed(laws, stay('2027-01-01', 30), 10_000)).toEqual({
      ...{ VAT: 56_000, VAT29: 800, total: 356_800 },
    });
  });

  test('Texas: whoever stays 30 nights owes nothing, from the first night on', () => {
    const laws = [percentage('HOT', 60_000, { stayNightsMax: 29, onBehalf })];
    expect(owed(laws, stay('2027-01-01', 29), 10_000)['HOT']).toBe(17_400);
    expect(owed(laws, stay('2027-01-01', 30), 10_000)).toEqual({ total: 300_000 });
  });

  test('of long stays alone: nothing below so many nights', () => {
    const laws = [fixed('LONG', 'once', 5_000, { stayNightsMin: 28 })];
    expect(owed(laws, stay('2027-01-01', 27), 10_000)).toEqual({ total: 270_000 });
    expect(owed(laws, stay('2027-01-01', 28), 10_000)).toEqual({ LONG: 5_000, total: 285_000 });
  });
});

describe('H7 City taxes as they stand in the law', () => {
  test('Berlin: 5 % of the net price until 2024, 7.5 % after it, in one stay', () => {
    const laws = [
      percentage('VAT7', 70_000, { included }),
      percentage('CITY5', 50_000, { to: date('2025-01-01'), nightsMax: 21, onBehalf }),
      percentage('CITY75', 75_000, { from: date('2025-01-01'), nightsMax: 21, onBehalf }),
    ];
    // 107.00 are 100.00 net: 5.00 for one night, 7.50 for the other.
    expect(owed(laws, stay('2024-12-31', 2), 10_700)).toEqual({
      ...{ VAT7: 1_400, CITY5: 500, CITY75: 750, total: 22_650 },
    });
  });

  describe('Paris, where nobody has rated the house: 5 % of each adult’s part, and shares of that', () => {
    const ceiling = { charging: 'per_person_night', amountMinor: 400 } as const;
    const on: readonly never[] = [];
    const share = (code: string, ratePpm: number) =>
      percentage(code, ratePpm, { on, onTaxes: [taxCode('SEJOUR')], onBehalf });
    const laws = [
      percentage('SEJOUR', 50_000, {
        amount: { kind: 'percentage', ratePpm: 50_000, ceiling },
        ...{ ageFrom: 18, onBehalf },
      }),
      share('DEPT', 100_000),
      share('GRANDPARIS', 150_000),
      share('IDF', 2_000_000),
    ];

    test.each([
      // 5.00 a head, of which the ceiling leaves 4.00.
      ['above its ceiling', 20_000, [], { SEJOUR: 800, DEPT: 80, GRANDPARIS: 120, IDF: 1_600 }],
      ['below it', 6_000, [], { SEJOUR: 300, DEPT: 30, GRANDPARIS: 45, IDF: 600 }],
      // A child owes nothing: two thirds of 60.00 are 40.00.
      ['with a child', 6_000, [10], { SEJOUR: 200, DEPT: 20, GRANDPARIS: 30, IDF: 400 }],
      ['with a child, above', 30_000, [10], { SEJOUR: 800, DEPT: 80, GRANDPARIS: 120, IDF: 1_600 }],
    ])('%s', (_what, night, childrenAges, taxes) => {
      const sum = Object.values(taxes).reduce((all, each) => all + each, 0);
      const of = stay('2026-05-11', 2, { childrenAges });
      const twice = Object.fromEntries(
        Object.entries(taxes).map(([code, amountMinor]) => [code, 2 * amountMinor]),
      );
      expect(owed(laws, of, night)).toEqual({ ...twice, total: 2 * (night + sum) });
    });

    test('and no share of such a share, nor of it beside another tax', () => {
      const onBoth = percentage('BOTH', 1, { on, onTaxes: ['SEJOUR', 'DEPT'].map(taxCode) });
      const ofShare = percentage('TENTH', 100_000, { on, onTaxes: [taxCode('DEPT')] });
      for (const tax of [onBoth, ofShare]) {
        const { error } = TaxEnvironment.safeParse(environment([...laws, tax]));
        expect(error?.issues[0]?.path).toEqual(['taxes', 4, 'onTaxes', 0]);
      }
    });
  });

  test('Amsterdam: 12.5 % of the price without VAT, which is 21 % from 2026 on', () => {
    const laws = [
      percentage('VAT9', 90_000, { to: date('2026-01-01'), included }),
      percentage('VAT21', 210_000, { from: date('2026-01-01'), included }),
      percentage('CITY', 125_000, { onBehalf }),
    ];
    // 109.00 and 121.00 are 100.00 net each.
    const of = stay('2025-12-31', 2);
    expect(owed(laws, of, roomCharges(of, 10_900, 12_100))).toEqual({
      ...{ VAT9: 900, VAT21: 2_100, CITY: 2_500, total: 25_500 },
    });
  });

  test('Rome: ten nights at most, children under ten spared', () => {
    const laws = [fixed('ROMA', 'per_person_night', 750, { ageFrom: 10, nightsMax: 10 })];
    const of = stay('2027-05-01', 12, { childrenAges: [9, 10] });
    expect(owed(laws, of, 10_000)['ROMA']).toBe(3 * 10 * 750);
  });

  test('Split: by season, and half of it from 12 to 17', () => {
    const season = { from: date('2027-04-01'), to: date('2027-10-01') };
    const young = { ageFrom: 12, ageTo: 17 };
    const laws = [
      fixed('HIGH', 'per_person_night', 200, { ...season, ageFrom: 18 }),
      fixed('HIGH12', 'per_person_night', 100, { ...season, ...young }),
      fixed('LOW', 'per_person_night', 150, { from: season.to, ageFrom: 18 }),
      fixed('LOW12', 'per_person_night', 75, { from: season.to, ...young }),
    ];
    const of = stay('2027-09-30', 2, { childrenAges: [11, 12] });
    expect(owed(laws, of, 10_000)).toEqual({
      ...{ HIGH: 400, HIGH12: 100, LOW: 300, LOW12: 75, total: 20_875 },
    });
  });

  test('New York: 14.75 % of the room, and 3.50 a night', () => {
    const laws = [
      percentage('SALES', 88_750),
      percentage('HOTEL', 58_750),
      fixed('UNIT', 'per_night', 350),
    ];
    // 299.00 × 3: 79.60875, 52.69875, and 10.50.
    expect(owed(laws, stay('2027-05-11', 3), 29_900)).toEqual({
      ...{ SALES: 7_961, HOTEL: 5_270, UNIT: 1_050, total: 103_981 },
    });
  });

  test('Reykjavík: VAT on the room and on a fixed tax, in a currency without cents', () => {
    const laws = [
      fixed('GISTING', 'per_night', 800),
      percentage('VSK', 110_000, { onTaxes: [taxCode('GISTING')] }),
    ];
    expect(owed(laws, stay('2027-05-11', 1), 25_000)).toEqual({
      ...{ GISTING: 800, VSK: 2_838, total: 28_638 },
    });
  });

  test('Kuwait: three decimals', () => {
    // 45.250 and 15 % of service: 6.7875, half up.
    expect(owed([percentage('SVC', 150_000)], stay('2027-05-11', 1), 45_250)).toEqual({
      ...{ SVC: 6_788, total: 52_038 },
    });
  });

  test('Delhi: 5 % up to a price and 18 % above it, halved between the union and the state', () => {
    const slabs = (low: number, high: number) => ({
      amount: {
        kind: 'percentage_rate_based' as const,
        bands: [
          { fromMinor: 0, ratePpm: low },
          { fromMinor: 750_001, ratePpm: high },
        ],
      },
    });
    const laws = [
      percentage('CGST', 0, slabs(25_000, 90_000)),
      percentage('SGST', 0, slabs(25_000, 90_000)),
    ];
    const of = stay('2027-05-11', 2);
    expect(owed(laws, of, roomCharges(of, 750_000, 750_001))).toEqual({
      // 18,750.00 and 67,500.09.
      ...{ CGST: 86_250, SGST: 86_250, total: 1_672_501 },
    });
  });
});

describe('R-M Amounts may be rounded', () => {
  const japan = (mode: 'down' | 'up') =>
    taxed(
      roomCharges(stay('2027-05-11', 2), 9_999, 9_999),
      stay('2027-05-11', 2),
      TaxEnvironment.parse(environment([percentage('CT', 100_000)], 'per_tax_bucket', mode)),
    ).taxes;
  test('down, as Japan’s invoices mostly are, or up: once, where it is said', () => {
    // A tenth of 19,998.
    expect(japan('down')).toEqual([{ code: 'CT', amountMinor: 1_999 }]);
    expect(japan('up')).toEqual([{ code: 'CT', amountMinor: 2_000 }]);
  });
});
