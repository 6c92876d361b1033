/** The subscriber as a trigger calls it: one event, and what stands in the table afterwards. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binaryMessage } from '#shared/events/http-event.ts';
import { subscriberApp } from '#shared/push/subscriber-app.ts';
import { type PushHouse, pushHouse } from '#shared/push/testing/house.ts';
import recordProperty from './record-property.ts';

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
  const app = subscriberApp(recordProperty, house.process().engines);
  const response = await app.request('/', { method: 'POST', headers: { ...headers }, body });
  return response.status;
}

async function recorded(): Promise<object[]> {
  const database = house.database('serai_properties', { schema: 'properties' });
  return database.read([tenantId], (sql) => sql.rows('select * from properties'));
}

test('A property is recorded once, whatever comes after, and what a fact has gained is let pass', async () => {
  const row = {
    ...{ tenant_id: tenantId, property_id: data.propertyId, name: 'Caravanserai' },
    ...{ time_zone: 'Europe/Lisbon', currency: 'EUR', business_date: '2026-01-01' },
    room_types: JSON.stringify(data.roomTypes),
  };
  expect(await deliver('first', { stars: 5 })).toBeLessThan(300);
  expect(await recorded()).toEqual([row]);
  expect(await deliver('first')).toBeLessThan(300);
  expect(await deliver('second', { name: 'Another' })).toBeLessThan(300);
  expect(await recorded()).toEqual([row]);
});

test('A fact without what it needs is refused for good', async () => {
  expect(await deliver('third', { roomTypes: undefined })).toBe(422);
});
