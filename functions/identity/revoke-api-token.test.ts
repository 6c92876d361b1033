import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { identityEventsTopic } from '#schema/identity.ts';
import { deskAt } from '../../scripts/testing/desk.ts';
import { tenantOf } from '../../scripts/testing/house.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

async function made(more: object = {}) {
  const { body } = await the.house.desk.post('/v1/api-tokens', {
    ...{ name: 'lamps', roles: ['channel'], propertyIds: 'all', expiresInDays: 1, ...more },
  });
  return { ...body, path: `/v1/api-tokens/${body.id}/revocations` };
}

test('A revoked API token lets nobody in whom nobody has let in before; said twice, done once', async () => {
  const { token, path, ...rest } = await made();
  const { status, body } = await the.house.desk.post(path, {});
  expect(status).toBe(200);
  expect(body).toEqual({ ...rest, revokedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  const late = await deskAt(the.house.url, token).get('/v1/properties');
  expectRefusal(late, 401, { code: 'token_invalid', detail: 'it was revoked' });
  expect((await the.house.desk.post(path, {})).body).toEqual(body);
  const { rows } = await the.house.owner.query<{ type: string; data: string }>(
    'select type, data from identity.events where subject = $1 order by position',
    [rest.id],
  );
  expect(rows.map(({ type }) => type)).toEqual(['api_token.created.v1', 'api_token.revoked.v1']);
  expect(rows.map(({ data }) => data).join()).not.toContain(rest.name);
  expect(identityEventsTopic).toBe('identity.events');
});

test('Nobody revokes what is another tenant’s, or reaches further than they do', async () => {
  const { path } = await made();
  const { desk: others } = await tenantOf(the.house, 'Others');
  expectRefusal(await others.post(path, {}), 404, { code: 'api_token_unknown' });
  const clerk = await the.house.as('tenant_admin', { scopeIds: [randomUUID()] });
  expectRefusal(await clerk.post(path, {}), 403, { code: 'scope_not_yours' });
  const { apiTokens } = (await the.house.desk.get('/v1/api-tokens')).body;
  const kept = apiTokens.find(({ id }: { id: string }) => path.includes(id));
  expect(kept.revokedAt).toBeUndefined();
});
