import { expect, test } from 'vitest';
import { deskAt } from '../../scripts/testing/desk.ts';
import { tenantOf } from '../../scripts/testing/house.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();
const wanted = (name: string) => ({
  ...{ name, roles: ['channel'], propertyIds: 'all', expiresInDays: 1 },
});

test('A tenant sees its API tokens and when each was used, and neither a token nor another’s', async () => {
  const { desk: others } = await tenantOf(the.house, 'Others');
  await others.post('/v1/api-tokens', wanted('theirs'));
  const made = [];
  for (const name of ['first', 'second', 'third'])
    made.push((await the.house.desk.post('/v1/api-tokens', wanted(name))).body);
  const [first, second, third] = made.map(({ token: _token, ...rest }) => rest);
  const before = await the.house.desk.get('/v1/api-tokens');
  expect(before.body).toEqual({ apiTokens: [third, second, first] });

  await deskAt(the.house.url, made[0].token).get('/v1/properties');
  const revoked = await the.house.desk.post(`/v1/api-tokens/${third.id}/revocations`, {});
  const used = await soon(async () => {
    const { body } = await the.house.desk.get('/v1/api-tokens');
    expect(body.apiTokens[1].lastUsedAt).toMatch(/^\d{4}-/);
    return body;
  });
  const { lastUsedAt, ...unused } = used.apiTokens[1];
  expect(unused).toEqual(first);
  expect(Math.abs(Date.now() - Date.parse(lastUsedAt))).toBeLessThan(60_000);
  // What works no more comes last.
  expect([used.apiTokens[0], used.apiTokens[2]]).toEqual([second, revoked.body]);
});
