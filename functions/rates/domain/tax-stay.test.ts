import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tax } from '#schema/rates/taxes.ts';
import type { ChargeCategory } from '#schema/rates/values.ts';
import { extraCharges, nightsOf } from './charges.ts';
import { environment, fixed, percentage, roomCharges, stay, taxCode, taxed } from './testing.ts';

const twoNights = stay('2026-05-11', 2);
const gross180 = roomCharges(twoNights, 9_000, 9_000);

describe('G-H1 Two nights of 180.00 with a city tax of 5.25 %', () => {
  const city = percentage('CITY', 52_500, { onBehalf: true });

  test('total 189.45, the nights 94.73 and 94.72', () => {
    const { lines, taxes, grossMinor, netMinor } = taxed(gross180, twoNights, environment([city]));
    expect(lines.map((line) => line.grossMinor)).toEqual([9_473, 9_472]);
    expect(taxes).toEqual([{ code: 'CITY', amountMinor: 945 }]);
    expect([netMinor, grossMinor]).toEqual([18_000, 18_945]);
  });

  test('total 189.45 when 180.00 hold the VAT and the city taxes that, too', () => {
    const taxes = [
      percentage('VAT', 70_000, { included: true }),
      percentage('CITY', 52_500, { onTaxes: [taxCode('VAT')] }),
    ];
    const { grossMinor, taxes: told } = taxed(gross180, twoNights, environment(taxes));
    expect(grossMinor).toBe(18_945);
    expect(told).toEqual([
      { code: 'VAT', amountMinor: 1_178 },
      { code: 'CITY', amountMinor: 945 },
    ]);
  });

  test('R-M total 189.45 when each tax is rounded for itself, and 189.46 when each line is', () => {
    const of = (point: 'per_line' | 'per_tax_bucket') =>
      taxed(gross180, twoNights, environment([city], point)).grossMinor;
    expect([of('per_tax_bucket'), of('per_line')]).toEqual([18_945, 18_946]);
  });

  test('R-M are 189.44 when each line is rounded to the even neighbour', () => {
    const even = environment([city], 'per_line', 'half_even');
    expect(taxed(gross180, twoNights, even).grossMinor).toBe(18_944);
  });
});

describe('G-H3 Thirty nights where a city tax is for the first 21', () => {
  const thirty = stay('2026-05-11', 30);
  const charges = roomCharges(thirty, ...Array.from({ length: 30 }, () => 10_000));

  test('have 21 taxed nights of a percentage', () => {
    const city = percentage('CITY', 75_000, { nightsMax: 21 });
    const { lines, taxes } = taxed(charges, thirty, environment([city]));
    expect(lines.filter((line) => line.taxes.length > 0).map((line) => line.day)).toEqual(
      Array.from({ length: 21 }, (_, at) => thirty.arrivalDay + at),
    );
    expect(taxes).toEqual([{ code: 'CITY', amountMinor: 21 * 750 }]);
  });

  test('have 21 lines of a tax by person and night', () => {
    const city = fixed('CITY', 'per_person_night', 250, { nightsMax: 21 });
    const { lines, taxes } = taxed(charges, thirty, environment([city]));
    expect(lines.filter((line) => line.charge === undefined)).toHaveLength(21);
    expect(taxes).toEqual([{ code: 'CITY', amountMinor: 21 * 2 * 250 }]);
  });
});

describe('R-M A tax that prices are given with', () => {
  test('is taken out: net = gross − round(gross × r / (1 + r))', () => {
    const { lines, grossMinor } = taxed(
      roomCharges(twoNights, 9_999, 9_999),
      twoNights,
      environment([percentage('VAT', 100_000, { included: true })], 'per_line'),
    );
    expect(lines.map(({ netMinor, taxes }) => [netMinor, taxes[0]?.amountMinor])).toEqual([
      [9_090, 909],
      [9_090, 909],
    ]);
    expect(grossMinor).toBe(19_998);
  });

  test('shares the price with another that it is given with', () => {
    const both = [
      percentage('VAT', 100_000, { included: true }),
      percentage('CITY', 50_000, { included: true }),
    ];
    const { netMinor, taxes, grossMinor } = taxed(
      roomCharges(twoNights, 11_500),
      twoNights,
      environment(both),
    );
    expect([netMinor, grossMinor]).toEqual([10_000, 11_500]);
    expect(taxes).toEqual([
      { code: 'VAT', amountMinor: 1_000 },
      { code: 'CITY', amountMinor: 500 },
    ]);
  });

  test('by person and night is taken out of the room, and taxed as it says', () => {
    const taxes = [
      fixed('CITY', 'per_person_night', 300, { included: true }),
      percentage('VAT', 100_000, { included: true, onTaxes: [taxCode('CITY')] }),
    ];
    const one = stay('2026-05-11', 1);
    const { lines, grossMinor } = taxed(roomCharges(one, 11_600), one, environment(taxes));
    // 116.00 = 110.00 of room (100.00 and 10.00 VAT) and 6.00 of city tax, of which 0.55 are VAT.
    expect(grossMinor).toBe(11_600);
    expect(lines.map(({ netMinor, taxes: told }) => [netMinor, told])).toEqual([
      [10_000, [{ code: 'VAT', amountMinor: 1_000 }]],
      [
        0,
        [
          { code: 'CITY', amountMinor: 545 },
          { code: 'VAT', amountMinor: 55 },
        ],
      ],
    ]);
  });
});

describe('R-M Taxes on taxes', () => {
  test('count those that stand before them as part of the amount', () => {
    const taxes = [
      percentage('SERVICE', 100_000),
      percentage('GST', 70_000, { onTaxes: [taxCode('SERVICE')] }),
    ];
    const { taxes: told } = taxed(roomCharges(twoNights, 10_000), twoNights, environment(taxes));
    expect(told).toEqual([
      { code: 'SERVICE', amountMinor: 1_000 },
      { code: 'GST', amountMinor: 770 },
    ]);
  });
});

test('A tax lies on what it names: breakfast by person and night has its own rate', () => {
  const taxes = environment([
    percentage('VAT10', 100_000, { included: true }),
    percentage('VAT20', 200_000, { included: true, on: ['food'] }),
  ]);
  const breakfast = extraCharges(
    {
      ...{ code: 'BRK' as never, name: 'Breakfast', category: 'food' },
      ...{ charging: 'per_person_night', amountMinor: 1_200 },
    },
    twoNights,
    undefined,
  );
  const { taxes: told } = taxed([...gross180, ...breakfast], twoNights, taxes);
  expect(breakfast.map((each) => [each.amountMinor, nightsOf(each)])).toEqual([[2_400, 2]]);
  expect(told).toEqual([
    { code: 'VAT10', amountMinor: 1_636 },
    { code: 'VAT20', amountMinor: 800 },
  ]);
});

describe('R-M Whatever the taxes and amounts', () => {
  const categories: readonly ChargeCategory[] = ['accommodation', 'food', 'service', 'fee'];
  const tax = (at: number): fc.Arbitrary<Tax> =>
    fc.oneof(
      fc
        .record({
          ratePpm: fc.integer({ min: 0, max: 400_000 }),
          included: fc.boolean(),
          on: fc.subarray([...categories], { minLength: 1 }),
          nights: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
          ageFrom: fc.option(fc.constantFrom(3, 18), { nil: undefined }),
          ceiling: fc.option(
            fc.record({
              charging: fc.constantFrom('once', 'per_night', 'per_person', 'per_person_night'),
              amountMinor: fc.integer({ min: 0, max: 9_999 }),
            }),
            { nil: undefined },
          ),
        })
        .map(({ ratePpm, nights, included, ageFrom, ceiling, on }) =>
          percentage(`P${at}`, ratePpm, {
            ...{ included, on },
            ...(nights === undefined ? {} : { nightsMax: nights }),
            // What prices are given with has neither.
            ...(ageFrom === undefined || included ? {} : { ageFrom }),
            ...(ceiling === undefined || included
              ? {}
              : { amount: { kind: 'percentage' as const, ratePpm, ceiling } }),
          }),
        ),
      fc
        .record({
          charging: fc.constantFrom('once', 'per_night', 'per_person', 'per_person_night'),
          amountMinor: fc.integer({ min: 0, max: 999 }),
          included: fc.boolean(),
        })
        .map(({ charging, amountMinor, included }) =>
          fixed(`F${at}`, charging, amountMinor, { included }),
        ),
    );
  const rounding = fc.tuple(
    fc.constantFrom('per_line', 'per_tax_bucket', 'per_document'),
    fc.constantFrom('half_up', 'half_even', 'down', 'up'),
  );

  test('lines add up, and included taxes change no price', () => {
    fc.assert(
      fc.property(
        fc.tuple(tax(0), tax(1), tax(2)),
        fc.array(fc.integer({ min: 0, max: 99_999_999 }), { minLength: 1, maxLength: 9 }),
        rounding,
        ([one, two, three], amounts, [point, mode]) => {
          const of = stay('2026-05-11', amounts.length, { childrenAges: [2, 9] });
          const charges = roomCharges(of, ...amounts);
          const { lines, taxes, ...sums } = taxed(
            charges,
            of,
            environment([one, two, three], point, mode),
          );
          const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
          expect(sums.grossMinor).toBe(sums.netMinor + sums.taxMinor);
          expect(sums.grossMinor).toBe(sum(lines.map((line) => line.grossMinor)));
          expect(sums.taxMinor).toBe(sum(taxes.map(({ amountMinor }) => amountMinor)));
          for (const line of lines) {
            const onLine = sum(line.taxes.map(({ amountMinor }) => amountMinor));
            expect(line.grossMinor).toBe(line.netMinor + onLine);
          }
          const added = [one, two, three]
            .filter(({ included }) => !included)
            .map(({ code }) => code);
          const addedMinor = sum(
            taxes.filter(({ code }) => added.includes(code)).map((each) => each.amountMinor),
          );
          expect(sums.grossMinor).toBe(sum(amounts) + addedMinor);
        },
      ),
    );
  });
});
