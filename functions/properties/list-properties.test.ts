import { expect, test } from 'vitest';
import { property } from '../../scripts/testing/desk.ts';
import { tenantOf } from '../../scripts/testing/house.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('A caller sees the properties of its tenant and scope, by name', async () => {
  const opened = async (name: string) =>
    (await the.house.desk.post('/v1/properties', { ...property(1), name })).body;
  const [second, first] = [await opened('Second'), await opened('First')];
  await soon(async () => {
    const { status, body } = await the.house.desk.get('/v1/properties');
    expect([status, body]).toEqual([200, { properties: [first, second] }]);
  });
  const scoped = await the.house.as('auditor', { scopeIds: [second.id] });
  expect((await scoped.get('/v1/properties')).body).toEqual({ properties: [second] });
  const nothing = await the.house.as('auditor', { scopeIds: [] });
  expect((await nothing.get('/v1/properties')).body).toEqual({ properties: [] });
  const { desk: others } = await tenantOf(the.house, 'Others');
  expect((await others.get('/v1/properties')).body).toEqual({ properties: [] });
});
