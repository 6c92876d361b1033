/** Taxes of taxes, and amounts by what a room costs; every amount is worked out by hand beside it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Tax, TaxEnvironment } from '#schema/rates/taxes.ts';
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

function on(...codes: string[]) {
  return { on: [], onTaxes: codes.map(taxCode) };
}
function onTop(...codes: string[]) {
  return { onTaxes: codes.map(taxCode) };
}

describe('H7 A share of another tax', () => {
  test('Paris: a tenth for the department and 15 % for Grand Paris, of the city’s tax alone', () => {
    const laws = [
      fixed('SEJOUR', 'per_person_night', 260, { ageFrom: 18 }),
      percentage('DEPT', 100_000, { ...on('SEJOUR'), onBehalf }),
      percentage('PARIS', 150_000, { ...on('SEJOUR'), onBehalf }),
    ];
    // 2 × 3 × 2.60 = 15.60; 1.56 and 2.34 of it.
    expect(owed(laws, stay('2027-05-11', 3, { childrenAges: [17] }), 20_000)).toEqual({
      ...{ SEJOUR: 1_560, DEPT: 156, PARIS: 234, total: 60_000 + 1_560 + 156 + 234 },
    });
  });

  test('of a percentage: a visitor levy of 5 %, and the VAT on it beside prices that hold VAT', () => {
    const laws = [
      percentage('VAT', 200_000, { included }),
      percentage('LEVY', 50_000, { nightsMax: 5, onBehalf }),
      percentage('VATLEVY', 200_000, on('LEVY')),
    ];
    // 120.00 are 100.00 and 20.00; the levy is 5.00 and the VAT on it 1.00, for five of six nights.
    expect(owed(laws, stay('2027-05-11', 6), 12_000)).toEqual({
      ...{ VAT: 12_000, LEVY: 2_500, VATLEVY: 500, total: 75_000 },
    });
  });

  test('is not owed where that tax is not', () => {
    const laws = [
      fixed('CITY', 'per_person_night', 200, { exemptPurposes: ['leisure'] }),
      percentage('SHARE', 100_000, on('CITY')),
    ];
    expect(owed(laws, stay('2027-05-11', 1), 10_000)).toEqual({ total: 10_000 });
  });
});

describe('R-M Taxes on taxes on taxes', () => {
  test('Colombo: service, development levy, social levy and VAT, each on all before it', () => {
    const laws = [
      percentage('SVC', 100_000),
      percentage('TDL', 10_000, onTop('SVC')),
      percentage('SSCL', 25_000, onTop('SVC', 'TDL')),
      percentage('VAT', 180_000, onTop('SVC', 'TDL', 'SSCL')),
    ];
    // 1000.00; 100.00; 1 % of 1100.00; 2.5 % of 1111.00 = 27.775; 18 % of 1138.775 = 204.9795.
    expect(owed(laws, stay('2027-05-11', 1), 100_000)).toEqual({
      ...{ SVC: 10_000, TDL: 1_100, SSCL: 2_778, VAT: 20_498, total: 134_376 },
    });
  });

  test('Dubai: service, municipality and VAT on both; the Dirham by the night', () => {
    const laws = [
      percentage('SVC', 100_000),
      percentage('MUN', 70_000, { onBehalf }),
      percentage('VAT', 50_000, onTop('SVC', 'MUN')),
      fixed('DIRHAM', 'per_night', 2_000, { nightsMax: 30 }),
    ];
    // 500.00 a night: 50.00, 35.00, 5 % of 585.00 = 29.25, 20.00.
    expect(owed(laws, stay('2027-01-10', 2), 50_000)).toEqual({
      ...{ SVC: 10_000, MUN: 7_000, VAT: 5_850, DIRHAM: 4_000, total: 126_850 },
    });
  });

  test('are taken out of a price that holds them all', () => {
    const laws = [
      percentage('SVC', 100_000, { included }),
      percentage('LEVY', 20_000, { ...onTop('SVC'), included }),
      percentage('VAT', 140_000, { ...onTop('SVC', 'LEVY'), included }),
    ];
    // 100.00 × 1.1 × 1.02 × 1.14 = 127.908; of 127.91 the parts are 10.0002, 2.2000 and 15.7082.
    expect(owed(laws, stay('2027-05-11', 1), 12_791)).toEqual({
      ...{ SVC: 1_000, LEVY: 220, VAT: 1_571, total: 12_791 },
    });
  });

  test('Montréal: a lodging tax that GST and QST are laid on, but not on each other', () => {
    const laws = [
      percentage('TSH', 35_000, { onBehalf }),
      percentage('GST', 50_000, onTop('TSH')),
      percentage('QST', 99_750, onTop('TSH')),
    ];
    // 200.00: 7.00; 5 % and 9.975 % of 207.00 are 10.35 and 20.64825.
    expect(owed(laws, stay('2027-05-11', 1), 20_000)).toEqual({
      ...{ TSH: 700, GST: 1_035, QST: 2_065, total: 23_800 },
    });
  });
});

describe('H7 An amount by the price of the night', () => {
  const tokyo: Tax['amount'] = {
    ...{ kind: 'fixed_rate_based', charging: 'per_person_night' },
    bands: [
      { fromMinor: 0, amountMinor: 0 },
      { fromMinor: 10_000, amountMinor: 100 },
      { fromMinor: 15_000, amountMinor: 200 },
    ],
  };
  const laws = [
    percentage('CT', 100_000, { on: ['accommodation'] }),
    fixed('STAY', 'per_person_night', 0, { amount: tokyo }),
  ];

  test.each([
    ['below the first band', [19_999], 0],
    ['at the first', [20_000], 200],
    ['at the second', [30_000], 400],
    ['of each night for itself', [19_999, 20_000, 30_000], 600],
  ])('Tokyo: yen for each person’s share of the room, %s', (_, rooms, expected) => {
    const of = stay('2027-04-01', rooms.length);
    const { STAY = 0, CT } = owed(laws, of, roomCharges(of, ...rooms));
    const sum = rooms.reduce((all, each) => all + each, 0);
    expect([STAY, CT]).toEqual([expected, Math.round(sum / 10)]);
  });

  test('is by the room where it says so, and as old as who owes it', () => {
    const byRoom: Tax['amount'] = {
      ...{ kind: 'fixed_rate_based', charging: 'per_night' },
      bands: [
        { fromMinor: 0, amountMinor: 100 },
        { fromMinor: 10_000, amountMinor: 300 },
      ],
    };
    const of = stay('2027-04-01', 2, { childrenAges: [9] });
    expect(owed([fixed('CITY', 'per_night', 0, { amount: byRoom })], of, 10_000)).toEqual({
      ...{ CITY: 600, total: 20_600 },
    });
    // Three share 45.00 yen thousand: 15,000 each, and two of them owe it.
    const adults = [fixed('STAY', 'per_person_night', 0, { amount: tokyo, ageFrom: 12 })];
    expect(owed(adults, of, 45_000)).toEqual({ STAY: 800, total: 90_800 });
  });

  test('is taken out of the room where prices hold it, and may be taxed', () => {
    const of = stay('2027-04-01', 1);
    const both = [
      fixed('STAY', 'per_person_night', 0, { amount: tokyo, included }),
      percentage('CT', 100_000, { included }),
    ];
    // 30,400 = 400 and 30,000, of which 2,727 are a tenth on top.
    expect(owed(both, of, 30_400)).toEqual({ STAY: 400, CT: 2_727, total: 30_400 });
  });
});

/** Reckoned another way: in fractions of big integers, from the words of the law. */
function byTheWord(laws: readonly Tax[], priceMinor: number): Record<string, number> {
  const unit = 10n ** 24n;
  const parts = new Map<string, bigint>();
  for (const { code, amount, on: grounds, onTaxes } of laws) {
    const under = onTaxes.reduce((sum, each) => sum + (parts.get(each) ?? 0n), 0n);
    const isLaid = grounds.includes('accommodation');
    const base = isLaid ? unit + under : grounds.length === 0 ? under : 0n;
    const ratePpm = amount.kind === 'percentage' ? BigInt(amount.ratePpm) : 0n;
    parts.set(code, (base * ratePpm) / 1_000_000n);
  }
  const held = laws.filter((law) => law.included).map(({ code }) => parts.get(code) ?? 0n);
  const whole = held.reduce((sum, part) => sum + part, unit);
  return Object.fromEntries(
    [...parts].map(([code, part]) => {
      const twice = (2n * BigInt(priceMinor) * part) / whole;
      return [code, Number((twice + 1n) / 2n)];
    }),
  );
}

test('R-M Whatever lies on what, each tax is what its law says, rounded once', () => {
  const law = (at: number) =>
    fc
      .record({
        ratePpm: fc.integer({ min: 0, max: 300 }).map((tenths) => tenths * 1_000),
        grounds: fc.constantFrom(['accommodation' as const], ['food' as const], []),
        under: fc.subarray(Array.from({ length: at }, (_, each) => `T${each}`)),
        isIncluded: fc.boolean(),
      })
      .map(({ ratePpm, grounds, under, isIncluded }) =>
        percentage(`T${at}`, ratePpm, {
          on: grounds.length === 0 && under.length === 0 ? ['accommodation'] : [...grounds],
          ...{ onTaxes: under.map(taxCode), included: isIncluded },
        }),
      );
  const one = stay('2027-05-11', 1);
  fc.assert(
    fc.property(
      fc.tuple(law(0), law(1), law(2), law(3)),
      fc.integer({ min: 0, max: 999_999_999 }),
      (laws, priceMinor) => {
        const env = TaxEnvironment.parse(environment(laws, 'per_line'));
        const { taxes } = taxed(roomCharges(one, priceMinor), one, env);
        const told = Object.fromEntries(taxes.map(({ code, amountMinor }) => [code, amountMinor]));
        const none = Object.fromEntries(laws.map(({ code }) => [code, 0]));
        expect({ ...none, ...told }).toEqual(byTheWord(laws, priceMinor));
      },
    ),
    { numRuns: 500 },
  );
});
