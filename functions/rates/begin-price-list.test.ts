/** The subscriber as a trigger calls it: one event, and what stands in the table afterwards. */
import { expect, test } from 'vitest';
import { hearing, opened, tenantId } from '../../scripts/testing/property-opened.ts';
import beginPriceList from './begin-price-list.ts';

const { deliver, rows } = hearing(beginPriceList);

test('A price list begins once, whatever comes after, and what a fact has gained is let pass', async () => {
  const row = {
    ...{ tenant_id: tenantId, property_id: opened.propertyId, currency: 'EUR' },
    ...{ time_zone: 'Europe/Lisbon', room_types: '["DBL"]', version: 1 },
    taxes: JSON.stringify({
      taxes: [],
      rounding: { point: 'per_tax_bucket', mode: 'half_up' },
    }),
  };
  expect(await deliver('first', { stars: 5 })).toBeLessThan(300);
  expect(await rows('price_lists')).toEqual([row]);
  expect(await deliver('first')).toBeLessThan(300);
  expect(await deliver('second', { currency: 'USD' })).toBeLessThan(300);
  expect(await rows('price_lists')).toEqual([row]);
});

test('A fact without what it needs is refused for good', async () => {
  expect(await deliver('third', { roomTypes: undefined })).toBe(422);
});
