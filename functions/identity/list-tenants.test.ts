import { expect, test } from 'vitest';
import { tenantOf } from '../../scripts/testing/house.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('Operators see all tenants by name', async () => {
  const { tenantId: second } = await tenantOf(the.house, 'Zebra');
  const { tenantId: first } = await tenantOf(the.house, 'Antelope');
  const { status, body } = await (await the.house.as('operator')).get('/v1/tenants');
  expect(status).toBe(200);
  expect(body).toEqual({
    tenants: [
      { id: first, name: 'Antelope' },
      { id: the.house.tenantId, name: 'Tests' },
      { id: second, name: 'Zebra' },
    ],
  });
});
