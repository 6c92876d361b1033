import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { tenantOf } from '../../scripts/testing/house.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('A tenant sees its own users by address, and nobody else’s', async () => {
  const propertyId = randomUUID();
  const user = (email: string, more: object = {}) => ({
    ...{
      email,
      name: email,
      password: 'x'.repeat(12),
      roles: ['auditor'],
      propertyIds: 'all',
      ...more,
    },
  });
  const { desk: others } = await tenantOf(the.house, 'Others');
  const zoe = await the.house.desk.post('/v1/users', user('zoe@example.com'));
  const bo = await the.house.desk.post(
    '/v1/users',
    user('bo@example.com', { propertyIds: [propertyId] }),
  );
  await others.post('/v1/users', user('eve@example.com'));
  const { status, body } = await the.house.desk.get('/v1/users');
  expect(status).toBe(200);
  expect(body).toEqual({ users: [bo.body, zoe.body] });
  expect(bo.body.propertyIds).toEqual([propertyId]);
  expect(zoe.body.propertyIds).toBe('all');
});
