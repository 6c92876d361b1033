import { describe, expect, test } from 'vitest';
import type { Tax } from '#schema/rates/taxes.ts';
import type { Charging } from '#schema/rates/values.ts';
import type { HotelDate } from '#schema/values.ts';
import type { Charge } from './charges.ts';
import { environment, fixed, percentage, roomCharges, stay, taxed } from './testing.ts';

describe('H7 A city tax', () => {
  const family = stay('2026-05-11', 3, { adults: 2, childrenAges: [17, 18] });
  const rooms = roomCharges(family, 10_000, 10_000, 10_000);

  test('is for those who are old enough', () => {
    const adults = fixed('CITY', 'per_person_night', 200, { ageFrom: 18 });
    expect(taxed(rooms, family, environment([adults])).taxes[0]?.amountMinor).toBe(3 * 3 * 200);
  });

  test('is not for those who travel on business where it says so', () => {
    const leisure = fixed('CITY', 'per_person_night', 200, { exemptPurposes: ['business'] });
    expect(taxed(rooms, family, environment([leisure]), 'business').taxes).toEqual([]);
  });

  test.each([
    ['once', 500],
    ['per_night', 1_500],
    ['per_person', 2_000],
    ['per_person_night', 6_000],
  ] as const)('%s of 5.00 is %i for four persons and three nights', (charging, expected) => {
    const { taxMinor, netMinor } = taxed(
      rooms,
      family,
      environment([fixed('CITY', charging, 500)]),
    );
    expect([taxMinor, netMinor]).toEqual([expected, 30_000]);
  });

  test('is not for those who are too old, and least of all for adults, where it has a last age', () => {
    const young = fixed('YOUTH', 'per_person_night', 100, { ageFrom: 12, ageTo: 17 });
    expect(taxed(rooms, family, environment([young])).taxes[0]?.amountMinor).toBe(3 * 100);
  });

  test('of a percentage leaves out the share of those who do not owe it', () => {
    const adults = percentage('CITY', 50_000, { ageFrom: 18 });
    // Three of four persons: 5 % of 225.00.
    expect(taxed(rooms, family, environment([adults])).taxes[0]?.amountMinor).toBe(1_125);
  });

  test('is not there where nobody owes it', () => {
    const young = percentage('CITY', 50_000, { ageTo: 11 });
    expect(taxed(rooms, family, environment([young])).taxes).toEqual([]);
  });

  test('is laid on the nights from its first day to its last, whatever the stay', () => {
    const old = percentage('OLD', 50_000, { to: '2026-05-12' as HotelDate });
    const young = percentage('NEW', 75_000, { from: '2026-05-12' as HotelDate });
    expect(taxed(rooms, family, environment([old, young])).taxes).toEqual([
      { code: 'OLD', amountMinor: 500 },
      { code: 'NEW', amountMinor: 1_500 },
    ]);
    const once = fixed('ONCE', 'once', 300, { from: '2026-05-12' as HotelDate });
    expect(taxed(rooms, family, environment([once])).taxes).toEqual([]);
  });

  test('is owed by no night of a stay that is too long for it', () => {
    const short = (stayNightsMax: number) =>
      taxed(rooms, family, environment([percentage('CITY', 50_000, { stayNightsMax })])).taxes;
    expect(short(2)).toEqual([]);
    expect(short(3)).toEqual([{ code: 'CITY', amountMinor: 1_500 }]);
  });
});

describe('H7 A percentage with a ceiling', () => {
  const family = stay('2026-05-11', 2, { adults: 2, childrenAges: [9] });
  const city = (charging: Charging, amountMinor: number, more: Partial<Tax> = {}) => {
    const amount = {
      ...{ kind: 'percentage' as const, ratePpm: 50_000 },
      ceiling: { charging, amountMinor },
    };
    return percentage('CITY', 0, { ...more, amount });
  };
  /** 5.00 and 15.00 of tax. */
  const rooms = roomCharges(family, 10_000, 30_000);

  test.each([
    ['per_night', 700, [500, 700]],
    // By two adults, as Paris asks for: 5 % of two thirds are 3.33 and 10.00.
    ['per_person_night', 300, [333, 600]],
    ['once', 1_200, [500, 700]],
    ['per_person', 400, [333, 467]],
    ['per_night', 1_500, [500, 1_500]],
  ] as const)('%s of %i asks %j', (charging, most, expected) => {
    const ages = /person/.test(charging) ? { ageFrom: 18 } : {};
    const taxes = environment([city(charging, most, ages)], 'per_line');
    const { lines } = taxed(rooms, family, taxes);
    expect(lines.map((line) => line.taxes[0]?.amountMinor)).toEqual(expected);
  });

  test('is one for all that lies on a night, the room before what is sold with it', () => {
    const breakfast: Charge = {
      ...{ category: 'food', extra: 'BRK' as never, day: family.arrivalDay, amountMinor: 6_000 },
    };
    const taxes = environment([city('per_night', 600, { on: ['accommodation', 'food'] })]);
    const { lines } = taxed([...rooms, breakfast], family, taxes);
    expect(lines.map((line) => line.taxes[0]?.amountMinor)).toEqual([500, 600, 100]);
  });

  test('is never passed, not by a fraction of a cent a night', () => {
    const nights = stay('2026-05-11', 9);
    const charges = roomCharges(nights, ...Array.from({ length: 9 }, () => 10_009));
    const taxes = environment([city('per_night', 500)]);
    expect(taxed(charges, nights, taxes).taxes).toEqual([{ code: 'CITY', amountMinor: 4_500 }]);
  });
});

describe('H7 A percentage that depends on the price', () => {
  const gst = percentage('GST', 0, {
    amount: {
      kind: 'percentage_rate_based',
      bands: [
        { fromMinor: 0, ratePpm: 0 },
        { fromMinor: 100_000, ratePpm: 50_000 },
        { fromMinor: 750_001, ratePpm: 180_000 },
      ],
    },
  });

  test('is that of each night', () => {
    const three = stay('2026-05-11', 4);
    const rooms = roomCharges(three, 99_999, 100_000, 750_000, 750_001);
    const { lines } = taxed(rooms, three, environment([gst], 'per_line'));
    expect(lines.map((line) => line.taxes[0]?.amountMinor)).toEqual([0, 5_000, 37_500, 135_000]);
  });

  test('is taken out of the price that decides it', () => {
    const one = stay('2026-05-11', 1);
    const rooms = roomCharges(one, 1_180_000);
    const { taxes, netMinor } = taxed(rooms, one, environment([{ ...gst, included: true }]));
    expect([taxes, netMinor]).toEqual([[{ code: 'GST', amountMinor: 180_000 }], 1_000_000]);
  });
});
