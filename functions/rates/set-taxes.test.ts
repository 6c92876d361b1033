import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { opened, priced, put, taxes, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();

interface Told {
  readonly code: string;
  readonly amountMinor: number;
}

describe('H7 H28 The taxes of a property', () => {
  test('are none, rounded for each tax, until they are set; then as they were set', async () => {
    const path = await opened(the);
    const before = await the.house.desk.get(`${path}/taxes`);
    expect(before.body).toEqual({
      taxes: [],
      rounding: { point: 'per_tax_bucket', mode: 'half_up' },
    });
    const set = await put(the.house.desk, `${path}/taxes`, taxes, '"1"');
    expect([set.status, set.body, set.headers.get('etag')]).toEqual([200, taxes, '"2"']);
    const after = await the.house.desk.get(`${path}/taxes`);
    expect([after.body, after.headers.get('etag')]).toEqual([taxes, '"2"']);
    expectRefusal(await put(the.house.desk, `${path}/taxes`, taxes, '"1"'), 412, {
      ...{ code: 'version_conflict', version: 2 },
    });
  });

  test('of taxes, by the price and from a later night on are quoted and booked as they were set', async () => {
    const path = await priced(the);
    const plain = { included: false, on: [], onTaxes: [], exemptPurposes: [], onBehalf: true };
    const bands = [
      { fromMinor: 0, amountMinor: 100 },
      { fromMinor: 5_000, amountMinor: 200 },
    ];
    const laws = [
      {
        ...{ ...plain, code: 'STAY', name: 'By price' },
        amount: { kind: 'fixed_rate_based', charging: 'per_person_night', bands },
      },
      {
        ...{ ...plain, code: 'DEPT', name: 'A tenth of it', onTaxes: ['STAY'], nightsFrom: 2 },
        amount: { kind: 'percentage', ratePpm: 100_000 },
      },
    ];
    const set = { ...taxes, taxes: laws };
    expect((await put(the.house.desk, `${path}/taxes`, set)).body).toEqual(set);
    const stay = { arrival: `${year}-06-10`, departure: `${year}-06-12`, adults: 2 };
    const { body } = await the.house.desk.post(`${path}/quotes`, { ...stay, ratePlan: 'BAR' });
    const [offer] = body.offers;
    // 109.95 are 54.975 each: 2 × 2.00 a night, and a tenth of that on the second.
    const told = offer.taxes.map(({ code, amountMinor }: Told) => [code, amountMinor]);
    expect([told, offer.totalMinor]).toEqual([
      [
        ['STAY', 800],
        ['DEPT', 40],
      ],
      2 * 10_995 + 840,
    ]);
    const booked = await the.house.desk.post(`${path}/quoted-reservations`, {
      ...{ quoteId: offer.quoteId, guest: { lastName: 'Okoye' } },
    });
    expect([booked.status, booked.body.price.taxes]).toEqual([201, offer.taxes]);
  });

  test('are not owed by who claims an exemption they name, which the booking keeps', async () => {
    const path = await priced(the);
    const [vat, city] = taxes.taxes;
    const spared = { ...city, exemptions: ['DIPLOMAT', 'RESIDENT'] };
    await put(the.house.desk, `${path}/taxes`, { ...taxes, taxes: [vat, spared] });
    const stay = { arrival: `${year}-06-10`, departure: `${year}-06-11`, adults: 2 };
    const asked = (more: object) =>
      the.house.desk.post(`${path}/quotes`, { ...stay, ratePlan: 'BAR', ...more });
    const codes = (offer: { readonly taxes: readonly Told[] }) =>
      offer.taxes.map(({ code }) => code);
    expect(codes((await asked({})).body.offers[0])).toEqual(['VAT10', 'CITY']);
    const [offer] = (await asked({ exemptions: ['DIPLOMAT'] })).body.offers;
    expect([codes(offer), offer.totalMinor]).toEqual([['VAT10'], 10_995]);
    const booked = await the.house.desk.post(`${path}/quoted-reservations`, {
      ...{ quoteId: offer.quoteId, guest: { lastName: 'Okoye' } },
    });
    expect([booked.status, booked.body.price.exemptions]).toEqual([201, ['DIPLOMAT']]);
    expectRefusal(await asked({ exemptions: ['DIPLOMAT', 'CREW'] }), 422, {
      ...{ code: 'exemption_unknown', exemption: 'CREW' },
    });
  });

  const [vat, city] = taxes.taxes;
  const once = {
    ...{ ...city, nightsMax: 7 },
    amount: { kind: 'fixed', charging: 'once', amountMinor: 100 },
  };
  const ceiling = { charging: 'per_night', amountMinor: 500 };
  const ceiled = { ...vat, amount: { kind: 'percentage', ratePpm: 50_000, ceiling } };
  const tenfold = { amount: { kind: 'percentage', ratePpm: 10_000_000 } };
  function fine(code: string, ...onTaxes: string[]) {
    return { ...vat, code, onTaxes, amount: { kind: 'percentage', ratePpm: 52_501 } };
  }
  const onTop = { ...vat, code: 'TOP', onTaxes: ['VAT10'] };
  function banded(...bands: { readonly fromMinor: number }[]) {
    const rated = bands.map((band) => ({ ...band, ratePpm: 50_000 }));
    return { ...vat, amount: { kind: 'percentage_rate_based', bands: rated } };
  }

  test.each([
    ['a tax twice', [vat, vat], '/taxes/1/code'],
    [
      'a tax on one that stands after it',
      [{ ...vat, onTaxes: ['CITY'] }, city],
      '/taxes/0/onTaxes/0',
    ],
    [
      'more decimals than are reckoned exactly',
      [fine('ONE'), fine('TWO', 'ONE'), fine('THREE', 'TWO')],
      '/taxes/2/onTaxes',
    ],
    [
      'more than a hundred times the price',
      [
        { ...vat, ...tenfold },
        { ...vat, code: 'TOP', onTaxes: ['VAT10'], ...tenfold },
      ],
      '/taxes/1/amount',
    ],
    [
      'a percentage without a rate',
      [{ ...vat, amount: { kind: 'percentage' } }],
      '/taxes/0/amount/ratePpm',
    ],
    [
      'an amount without money',
      [{ ...city, amount: { kind: 'fixed', charging: 'once' } }],
      '/taxes/0/amount/amountMinor',
    ],
    [
      'a last night before the first',
      [{ ...city, nightsFrom: 8, nightsMax: 7 }],
      '/taxes/0/nightsMax',
    ],
    [
      'a first night for an amount of the stay',
      [{ ...once, nightsMax: undefined, nightsFrom: 2 }],
      '/taxes/0/nightsFrom',
    ],
    [
      'stays that are too short and too long at once',
      [{ ...city, stayNightsMin: 31, stayNightsMax: 30 }],
      '/taxes/0/stayNightsMax',
    ],
    [
      'a currency',
      [{ ...city, amount: { ...city?.amount, currency: 'USD' } }],
      '/taxes/0/amount/currency',
    ],
    ['a percentage of nothing', [{ ...vat, on: [] }], '/taxes/0/on'],
    ['an amount on a tax', [vat, { ...city, onTaxes: ['VAT10'] }], '/taxes/1/onTaxes'],
    ['an age for a percentage in the price', [{ ...vat, ageFrom: 18 }], '/taxes/0/ageFrom'],
    ['an age that ends before it begins', [{ ...city, ageFrom: 18, ageTo: 11 }], '/taxes/0/ageTo'],
    ['a ceiling for what is in the price', [ceiled], '/taxes/0/amount/ceiling'],
    ['a tax on one with a ceiling', [{ ...ceiled, included: false }, onTop], '/taxes/1/onTaxes/0'],
    ['bands that do not begin with nothing', [banded({ fromMinor: 1 })], '/taxes/0/amount/bands'],
    [
      'bands that do not rise',
      [banded({ fromMinor: 0 }, { fromMinor: 0 })],
      '/taxes/0/amount/bands',
    ],
    [
      'a last day before the first',
      [{ ...vat, from: '2027-01-01', to: '2027-01-01' }],
      '/taxes/0/to',
    ],
    ['nights for an amount of the stay', [once], '/taxes/0/nightsMax'],
    ['an amount on a category', [{ ...city, on: ['food'] }], '/taxes/0/on'],
  ])('with %s are refused at the door', async (_, wrong, pointer) => {
    const path = await opened(the);
    const answer = await put(the.house.desk, `${path}/taxes`, { ...taxes, taxes: wrong });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      pointer,
    ]);
  });
});
