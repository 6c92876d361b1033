import { describe, expect, test } from 'vitest';
import type { Fee, Policies } from '#schema/rates/policies.ts';
import type { Tax, TaxCode } from '#schema/rates/taxes.ts';
import type { ExtraCode } from '#schema/rates/values.ts';
import type { Instant } from '#schema/values.ts';
import type { Charge, Stay } from './charges.ts';
import { deadlinesOf, policyTerms } from './policies.ts';
import { taxLaw } from './tax-law.ts';
import { feeTaxer, stayTaxer } from './tax-stay.ts';
import { environment, fixed, percentage, roomCharges, stay } from './testing.ts';

const free: Policies = {
  ...{ guarantee: { kind: 'card' }, deposit: null, cancellation: [], noShow: null },
};
const breakfast: Charge = {
  ...{ category: 'food', extra: 'BRK' as ExtraCode, amountMinor: 3_000 },
};

interface Situation {
  readonly of?: Stay;
  readonly charges?: readonly Charge[];
  readonly taxes?: readonly Tax[];
  readonly timeZone?: string;
  readonly now?: string;
}

/** Two nights of 100.00 and 120.00 and a breakfast of 30.00, unless said otherwise. */
function due(policies: Policies | undefined, situation: Situation = {}) {
  const { of = stay('2027-06-10', 2), taxes = [] } = situation;
  const { timeZone = 'Europe/Vienna', now = '2027-05-01T10:00:00.000Z' } = situation;
  const { charges = [...roomCharges(of, 10_000, 12_000), breakfast] } = situation;
  const env = environment(taxes);
  const law = taxLaw(env, of, { purpose: 'leisure' });
  return policyTerms(
    policies,
    deadlinesOf(of, { timeZone, now: now as Instant }),
  )({
    ...{ charges, taxed: stayTaxer(env, law)(charges), mode: 'half_up' },
    feeTaxed: feeTaxer(env, law),
  });
}

function noShow(fee: Fee, situation?: Situation) {
  return due({ ...free, noShow: fee }, situation).noShow;
}

function share(ratePpm: number, of: 'room' | 'room_and_extras' | 'total'): Fee {
  return { kind: 'percentage', ratePpm, of };
}

const vat = percentage('VAT10', 100_000, { on: ['accommodation', 'food'] });
const vatOnFees = percentage('VAT20', 200_000, { on: ['fee'] });
const city = fixed('CITY', 'per_person_night', 250);

describe('H13 A fee', () => {
  test.each([
    ['the first night', { kind: 'nights', nights: 1 } as const, 10_000],
    ['more nights than there are: all of them', { kind: 'nights', nights: 9 } as const, 22_000],
    ['half of the first night', { kind: 'nights', nights: 1, ratePpm: 500_000 } as const, 5_000],
    ['80 % of two nights', { kind: 'nights', nights: 2, ratePpm: 800_000 } as const, 17_600],
    ['an amount', { kind: 'fixed', amountMinor: 4_999 } as const, 4_999],
    ['an amount above the stay: the stay', { kind: 'fixed', amountMinor: 99_999 } as const, 25_000],
    ['half of the room', share(500_000, 'room'), 11_000],
    ['half of the room and its extras', share(500_000, 'room_and_extras'), 12_500],
    ['all of it', share(1_000_000, 'total'), 25_000],
    ['a third, rounded once', share(333_333, 'room'), 7_333],
  ])('is %s', (_what, fee, grossMinor) => {
    expect(noShow(fee)).toEqual({ netMinor: grossMinor, taxes: [], grossMinor });
  });

  test('says whether taxes count: a share of the total does, of the room does not', () => {
    const taxes = [vat, city];
    // 250.00 and 25.00 VAT, and 2 persons × 2 nights × 2.50.
    expect(noShow(share(1_000_000, 'total'), { taxes })?.grossMinor).toBe(28_500);
    expect(noShow(share(1_000_000, 'room'), { taxes })?.grossMinor).toBe(22_000);
  });

  test('has its own tax, not those of the night, and no city tax', () => {
    expect(noShow({ kind: 'nights', nights: 1 }, { taxes: [vat, vatOnFees, city] })).toEqual({
      ...{ netMinor: 10_000, taxes: [{ code: 'VAT20' as TaxCode, amountMinor: 2_000 }] },
      grossMinor: 12_000,
    });
    const included = percentage('VAT20', 200_000, { on: ['fee'], included: true });
    expect(noShow({ kind: 'nights', nights: 1 }, { taxes: [included] })).toEqual({
      ...{ netMinor: 8_333, taxes: [{ code: 'VAT20' as TaxCode, amountMinor: 1_667 }] },
      grossMinor: 10_000,
    });
  });

  test('of the room counts what its price holds, such as a breakfast', () => {
    const of = stay('2027-06-10', 2);
    const held = { ...breakfast, included: true as const, day: of.arrivalDay };
    const charges = [...roomCharges(of, 7_000, 12_000), held];
    const nights: Fee = { kind: 'nights', nights: 1 };
    expect(noShow(nights, { of, charges })?.grossMinor).toBe(10_000);
    expect(noShow(share(500_000, 'room'), { of, charges })?.grossMinor).toBe(11_000);
  });

  test('is with its tax no more than the stay: the fee gives way, not the tax', () => {
    const whole = noShow(share(1_000_000, 'total'), { taxes: [vatOnFees] });
    // 208.33 + 41.67 (41.666 rounded) = 250.00, which is the stay.
    expect(whole).toEqual({
      ...{ netMinor: 20_833, taxes: [{ code: 'VAT20', amountMinor: 4_167 }], grossMinor: 25_000 },
    });
  });
});

const tier = (days: number, at: string, amountMinor: number) => ({
  ...{ from: { days, at }, fee: { kind: 'fixed' as const, amountMinor } },
});
function tiers(policy: Policies['cancellation'], situation?: Situation) {
  return due({ ...free, cancellation: policy }, situation).cancellation.map(
    ({ from, fee }) => [from, fee.grossMinor] as const,
  );
}

describe('H13 A deadline', () => {
  test('R-TIME is by the clock of the property, in summer and in winter', () => {
    expect(tiers([tier(1, '18:00', 1_000)])).toEqual([['2027-06-09T16:00:00.000Z', 1_000]]);
    const winter = stay('2027-12-10', 2);
    expect(tiers([tier(1, '18:00', 1_000)], { of: winter })).toEqual([
      ['2027-12-09T17:00:00.000Z', 1_000],
    ]);
    expect(tiers([tier(0, '18:00', 1_000)], { timeZone: 'Asia/Kathmandu' })).toEqual([
      ['2027-06-10T12:15:00.000Z', 1_000],
    ]);
  });

  test('R-TIME that the clock skips is when it jumps; one it shows twice is the first', () => {
    const spring = stay('2027-03-28', 1);
    const one = { charges: roomCharges(spring, 10_000) };
    expect(
      tiers([tier(0, '02:30', 1_000)], { of: spring, ...one, now: '2027-01-01T00:00:00.000Z' }),
    ).toEqual([['2027-03-28T01:30:00.000Z', 1_000]]);
    const autumn = stay('2027-10-31', 1);
    expect(tiers([tier(0, '02:30', 1_000)], { of: autumn, ...one })).toEqual([
      ['2027-10-31T00:30:00.000Z', 1_000],
    ]);
  });

  test('that has passed when it is booked counts from the booking on', () => {
    const now = '2027-06-10T05:00:00.000Z';
    expect(tiers([tier(1, '18:00', 1_000)], { now })).toEqual([[now, 1_000]]);
    expect(
      due({ ...free, cancellation: [{ from: null, fee: share(1_000_000, 'total') }] }, { now })
        .cancellation,
    ).toEqual([{ from: now, fee: { netMinor: 25_000, taxes: [], grossMinor: 25_000 } }]);
  });

  test('of several tiers: in the order of time, and the strictest that asks', () => {
    expect(
      tiers([tier(1, '18:00', 5_000), tier(30, '00:00', 1_000), tier(0, '00:00', 3_000)]),
    ).toEqual([
      ['2027-05-10T22:00:00.000Z', 1_000],
      ['2027-06-09T16:00:00.000Z', 5_000],
    ]);
    expect(tiers([tier(1, '18:00', 2_000), tier(1, '18:00', 7_000)])).toEqual([
      ['2027-06-09T16:00:00.000Z', 7_000],
    ]);
  });
});

test('H13 A deposit is an amount and a time; owed with the booking where it has no other', () => {
  const amount = share(300_000, 'total');
  const asked = (policy: Policies['deposit']) => due({ ...free, deposit: policy }).deposit;
  expect(asked({ amount, due: null })).toEqual({
    ...{ amountMinor: 7_500, dueAt: '2027-05-01T10:00:00.000Z' },
  });
  expect(asked({ amount, due: { days: 7, at: '12:00' } })).toEqual({
    ...{ amountMinor: 7_500, dueAt: '2027-06-03T10:00:00.000Z' },
  });
});

test('A plan without policies asks for nothing', () => {
  const of = stay('2027-06-10', 1);
  expect(due(undefined, { of, charges: roomCharges(of, 10_000) })).toEqual({
    ...{ guarantee: null, deposit: null, cancellation: [], noShow: null },
  });
});
