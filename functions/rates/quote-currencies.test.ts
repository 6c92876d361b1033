import { describe, expect, test } from 'vitest';
import { property } from '../../scripts/testing/desk.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';
import { bar, price, priced, put, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();
const stay = { arrival: `${year}-06-10`, departure: `${year}-06-17`, adults: 2, childrenAges: [7] };

const plain = { onTaxes: [], exemptPurposes: [], onBehalf: false };
const laws = [
  {
    ...{ ...plain, code: 'VAT', name: 'VAT', included: true, on: ['accommodation', 'food'] },
    amount: { kind: 'percentage', ratePpm: 77_000 },
  },
  {
    ...{ ...plain, code: 'SVC', name: 'Service', included: false, on: ['accommodation'] },
    amount: { kind: 'percentage', ratePpm: 125_000 },
  },
  {
    ...{ ...plain, code: 'LEVY', name: 'Levy on service', included: false, on: [] },
    ...{ amount: { kind: 'percentage', ratePpm: 33_333 }, onTaxes: ['SVC'] },
  },
  {
    ...{ ...plain, code: 'CITY', name: 'City tax', included: false, on: [] },
    amount: { kind: 'fixed', charging: 'per_person_night', amountMinor: 333 },
  },
];
const plan = {
  ...bar,
  extras: [
    {
      ...{ code: 'BRK', name: 'Breakfast', category: 'food', charging: 'per_person_night' },
      ...{ amountMinor: 777, included: true },
    },
  ],
  freeNights: { ofNights: 7, free: 1, which: 'last' },
  policies: {
    ...{ guarantee: { kind: 'card' }, deposit: null, cancellation: [] },
    noShow: { kind: 'percentage', ratePpm: 1_000_000, of: 'total' },
  },
};

interface Line {
  readonly netMinor: number;
  readonly taxes: readonly { readonly amountMinor: number }[];
  readonly grossMinor: number;
}
function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((all, value) => all + of(value), 0);
}

describe.each([
  ['JPY', 0],
  ['EUR', 2],
  ['KWD', 3],
] as const)('R-M H6 A quote in %s, whose minor units have %i digits', (currency, digits) => {
  test.each([
    ['per_line', 'half_even'],
    ['per_tax_bucket', 'half_up'],
    ['per_document', 'down'],
  ])(
    'adds up line by line and in all, rounded %s, %s, and so does the booking',
    async (point, mode) => {
      const { house } = the;
      const open = async () => {
        const body = { ...property(3), currency };
        return `/v1/properties/${(await house.desk.call('open-property', { body })).id}`;
      };
      const path = await priced({ house, open });
      const rounding = { point, mode };
      expect((await put(house.desk, `${path}/taxes`, { taxes: laws, rounding })).status).toBe(200);
      expect((await put(house.desk, `${path}/rate-plans/BAR`, plan)).status).toBe(200);
      const range = { from: stay.arrival, to: stay.departure };
      const prices = [
        { ...range, ratePlan: 'BAR', roomType: 'DBL', price: price(9_001, 12_347, 13_331) },
      ];
      expect((await house.desk.post(`${path}/prices`, { prices })).status).toBe(200);
      const { body } = await house.desk.post(`${path}/quotes`, { ...stay, ratePlan: 'BAR' });
      const [offer] = body.offers;
      const lines: readonly Line[] = offer.lines;
      for (const { netMinor, taxes, grossMinor } of lines)
        expect(netMinor + sum(taxes, ({ amountMinor }) => amountMinor)).toBe(grossMinor);
      expect(sum(lines, ({ grossMinor }) => grossMinor)).toBe(offer.totalMinor);
      expect(sum(lines, ({ netMinor }) => netMinor)).toBe(offer.netMinor);
      expect(offer.netMinor + offer.taxMinor).toBe(offer.totalMinor);
      expect(sum<Line['taxes'][number]>(offer.taxes, ({ amountMinor }) => amountMinor)).toBe(
        offer.taxMinor,
      );
      const total = (offer.totalMinor / 10 ** digits).toLocaleString('en', {
        ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
      });
      expect(offer.policiesInWords.at(-1).replaceAll(/\s/gu, ' ')).toBe(
        `Not coming costs ${currency} ${total}.`,
      );
      const { quoteId } = offer;
      const guest = { lastName: 'Okoye' };
      const booked = await house.desk.post(`${path}/quoted-reservations`, { quoteId, guest });
      expect([booked.status, booked.body.totalMinor, booked.body.price.lines]).toEqual([
        ...[201, offer.totalMinor, offer.lines],
      ]);
    },
  );
});
