import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { opened, put, taxes } from '../../scripts/testing/price-list.ts';

const the = inHouse();

describe('The taxes of a property', () => {
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

  const [vat, city] = taxes.taxes;
  const once = {
    ...{ ...city, nightsMax: 7 },
    amount: { kind: 'fixed', charging: 'once', amountMinor: 100 },
  };
  test.each([
    ['a tax twice', [vat, vat], '/taxes'],
    ['a tax on one that stands after it', [{ ...vat, onTaxes: ['CITY'] }, city], '/taxes'],
    [
      'a tax on a tax on a tax',
      [
        vat,
        { ...vat, code: 'TWO', onTaxes: ['VAT10'] },
        { ...vat, code: 'THREE', onTaxes: ['TWO'] },
      ],
      '/taxes',
    ],
    ['a percentage of nothing', [{ ...vat, on: [] }], '/taxes/0/on'],
    ['an amount on a tax', [vat, { ...city, onTaxes: ['VAT10'] }], '/taxes/1/onTaxes'],
    ['an age for a percentage', [{ ...vat, ageFrom: 18 }], '/taxes/0/ageFrom'],
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
