import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deskAt } from '../../scripts/testing/desk.ts';
import { tenantOf } from '../../scripts/testing/house.ts';
import {
  audience,
  identityProvider,
  type TestProvider,
} from '../../scripts/testing/identity-provider.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();
let provider: TestProvider;
beforeAll(async () => {
  provider = await identityProvider();
});
afterAll(() => provider?.stop());

function wanted(more: object = {}) {
  return {
    ...{ title: 'Caravan', issuer: provider.issuer, audience, algorithms: ['RS256'] },
    ...{ tokenType: 'at+jwt', properties: { claim: ['houses'] } },
    roles: { claim: ['groups'], values: [{ value: 'reception', role: 'front_desk' }] },
    ...more,
  };
}

type Desk = typeof the.house.desk;

function set(desk: Desk, body: object, id: string = randomUUID()) {
  return desk.send('PUT', `/v1/identity-providers/${id}`, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

async function listed(desk: Desk): Promise<{ id: string }[]> {
  return (await desk.get('/v1/identity-providers')).body.identityProviders;
}

async function removed(desk: Desk, id: string) {
  return desk.post(`/v1/identity-providers/${id}/removals`, {});
}

describe('An identity provider', () => {
  test('lets its people in, to the properties and with the roles that its mapping gives', async () => {
    const path = await the.open();
    const other = await the.open();
    const id = randomUUID();
    const answer = await set(the.house.desk, wanted(), id);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body).toMatchObject({ id, ...wanted(), setBy: expect.any(String) });
    expect(await listed(the.house.desk)).toEqual([answer.body]);
    provider.claims = { groups: ['reception'], houses: [path.split('/').at(-1)] };
    const desk = deskAt(the.house.url, await provider.token());
    expect((await desk.get(`${path}/business-day`)).status).toBe(200);
    expectRefusal(await desk.get(`${other}/business-day`), 403, { code: 'out_of_scope' });
    expectRefusal(await desk.get('/v1/users'), 403, {
      ...{ code: 'forbidden', detail: 'it needs the permission users:read' },
    });
    const { rows } = await the.house.owner.query(
      `select type, data::text from identity.events where subject = $1`,
      [id],
    );
    expect(rows.map(({ type, data }) => [type, JSON.parse(data)])).toEqual([
      [
        'identity_provider.set.v1',
        {
          ...{ identityProviderId: id, issuer: provider.issuer, audience },
          roles: [{ value: 'reception', role: 'front_desk' }],
          actor: { kind: 'user', id: answer.body.setBy },
        },
      ],
    ]);
    const renamed = await set(the.house.desk, wanted({ title: 'Caravan group' }), id);
    expect([renamed.status, renamed.body.title]).toEqual([200, 'Caravan group']);
    expect((await removed(the.house.desk, id)).status).toBe(204);
    expect(await listed(the.house.desk)).toEqual([]);
    expectRefusal(await removed(the.house.desk, id), 404, { code: 'identity_provider_unknown' });
  });

  test('is of one tenant: no other one takes it, sees it or removes it', async () => {
    const id = randomUUID();
    expect((await set(the.house.desk, wanted(), id)).status).toBe(200);
    const { desk: others } = await tenantOf(the.house, `Others ${randomUUID()}`);
    const taken = { code: 'identity_provider_taken' };
    expectRefusal(await set(others, wanted()), 409, taken);
    expectRefusal(
      await set(others, wanted({ audience: 'https://another.example' }), id),
      409,
      taken,
    );
    expect(await listed(others)).toEqual([]);
    expectRefusal(await removed(others, id), 404, { code: 'identity_provider_unknown' });
    expect(await listed(the.house.desk)).toHaveLength(1);
    await removed(the.house.desk, id);
  });

  test('keeps its issuer and its audience', async () => {
    const id = randomUUID();
    await set(the.house.desk, wanted(), id);
    for (const more of [{ issuer: 'https://id.example' }, { audience: 'another' }])
      expectRefusal(await set(the.house.desk, wanted(more), id), 409, { code: 'issuer_stays' });
    await removed(the.house.desk, id);
  });

  test('is set by whoever has all that it gives', async () => {
    const operator = { roles: { claim: ['g'], values: [{ value: 'g', role: 'operator' }] } };
    expectRefusal(await set(the.house.desk, wanted(operator)), 403, { code: 'role_not_yours' });
    const some = await the.house.as('tenant_admin', { scopeIds: [randomUUID()] });
    expectRefusal(await set(some, wanted()), 403, { code: 'scope_not_yours' });
    expectRefusal(await removed(some, randomUUID()), 403, { code: 'scope_not_yours' });
    for (const role of ['front_desk', 'revenue_manager', 'channel', 'operator'] as const)
      expect((await set(await the.house.as(role), wanted())).status).toBe(403);
  });

  test.each([
    [
      'its client as audience',
      { audience: 'console', signIn: { clientId: 'console', scope: 'openid' } },
      'audience_is_client',
    ],
    [
      'no openid in its scope',
      { signIn: { clientId: 'console', scope: 'email' } },
      'scope_without_openid',
    ],
  ])('with %s is refused', async (_what, more, code) => {
    expectRefusal(await set(the.house.desk, wanted(more)), 422, { code });
  });

  test.each([
    'ftp://id.example',
    'https://user@id.example',
    'https://id.example?x=1',
    'https://id.example#x',
    'id.example',
    'https://id.example/a b',
    'javascript:alert(1)',
  ])('whose issuer is %s is refused', async (issuer) => {
    const answer = await set(the.house.desk, wanted({ issuer }));
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  test.each(['none', 'HS256', 'HS512'])('never signs by %s', async (algorithm) => {
    const answer = await set(the.house.desk, wanted({ algorithms: [algorithm] }));
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/algorithms/0']);
  });

  test('comes ten times at most', async () => {
    const { desk } = await tenantOf(the.house, `Many ${randomUUID()}`);
    for (let at = 0; at < 10; at += 1)
      expect((await set(desk, wanted({ issuer: `https://id${at}.example` }))).status).toBe(200);
    expectRefusal(await set(desk, wanted({ issuer: 'https://id10.example' })), 409, {
      code: 'identity_providers_full',
    });
  });
});
