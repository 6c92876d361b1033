/** The subscriber as a trigger calls it: one event, and what stands in the table afterwards. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binaryMessage } from '#shared/events/http-event.ts';
import { subscriberApp } from '#shared/push/subscriber-app.ts';
import { type PushHouse, pushHouse } from '#shared/push/testing/house.ts';
import beginPriceList from './begin-price-list.ts';

let house: PushHouse;
beforeAll(async () => {
  house = await pushHouse();
});
afterAll(() => house.close());

const tenantId = randomUUID();
const data = {
  propertyId: randomUUID(),
  ...{
    name: 'Caravanserai',
    timeZone: 'Europe/Lisbon',
    currency: 'EUR',
    businessDate: '2026-01-01',
  },
  roomTypes: [{ code: 'DBL', name: 'Double', physical: 3 }],
};

async function deliver(id: string, changed: object = {}): Promise<number> {
  const { headers, body } = binaryMessage({
    ...{ specversion: '1.0', id, source: '/reservations', type: 'property.opened.v1' },
    ...{ subject: data.propertyId, extensions: { tenantid: tenantId } },
    data: JSON.stringify({ ...data, ...changed }),
  });
  const app = subscriberApp(beginPriceList, house.process().engines);
  const response = await app.request('/', { method: 'POST', headers: { ...headers }, body });
  return response.status;
}

async function recorded(): Promise<object[]> {
  const database = house.database('serai_rates', { schema: 'rates' });
  return database.read([tenantId], (sql) => sql.rows('select * from price_lists'));
}

test('A price list begins once, whatever comes after, and what a fact has gained is let pass', async () => {
  const row = {
    ...{ tenant_id: tenantId, property_id: data.propertyId, currency: 'EUR' },
    ...{ time_zone: 'Europe/Lisbon', room_types: '["DBL"]', version: 1 },
    taxes: JSON.stringify({
      taxes: [],
      rounding: { point: 'per_tax_bucket', mode: 'half_up' },
    }),
  };
  expect(await deliver('first', { stars: 5 })).toBeLessThan(300);
  expect(await recorded()).toEqual([row]);
  expect(await deliver('first')).toBeLessThan(300);
  expect(await deliver('second', { currency: 'USD' })).toBeLessThan(300);
  expect(await recorded()).toEqual([row]);
});

test('A fact without what it needs is refused for good', async () => {
  expect(await deliver('third', { roomTypes: undefined })).toBe(422);
});
