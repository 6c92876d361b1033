import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CreateApiToken } from '#schema/identity.ts';
import type { Principal } from '#shared/function/principal.ts';
import type { RequestFacts } from '#shared/function/request-facts.ts';
import { deskAt, stay } from '../../scripts/testing/desk.ts';
import { tenantOf } from '../../scripts/testing/house.ts';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';
import createApiToken from './create-api-token.ts';

const the = inHouse();
const dayMs = 86_400_000;

function wanted(more: object = {}) {
  return {
    ...{ name: 'Channel manager', roles: ['channel'], propertyIds: 'all', expiresInDays: 30 },
    ...more,
  };
}

async function made(more: object = {}) {
  const answer = await the.house.desk.post('/v1/api-tokens', wanted(more));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { answer, desk: deskAt(the.house.url, answer.body.token) };
}

/** Every table that holds this text in any column. */
async function tablesWith(text: string): Promise<readonly string[]> {
  const { rows: tables } = await the.house.owner.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const each = tables.map(
    ({ name }) => `select '${name}' as name where exists (
      select from ${name} row where position($1 in row::text) > 0)`,
  );
  const { rows } = await the.house.owner.query<{ name: string }>(each.join(' union all '), [text]);
  return rows.map(({ name }) => name);
}

describe('Creating an API token', () => {
  test('answers with the token and what it may do', async () => {
    const { body } = (await made({ requestsPerSecond: 50 })).answer;
    expect(body).toEqual({
      ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Channel manager' },
      ...{ prefix: `serai_${body.id.replaceAll('-', '')}`, roles: ['channel'] },
      permissions: [
        ...['properties:read', 'inventory:read', 'rates:read', 'quotes:create'],
        ...[
          'reservations:create',
          'reservations:read',
          'reservations:modify',
          'reservations:cancel',
        ],
        'events:produce',
      ],
      ...{ propertyIds: 'all', requestsPerSecond: 50 },
      ...{ createdBy: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ...{ createdAt: expect.any(String), expiresAt: expect.any(String) },
      token: expect.stringMatching(/^[\w]{88}$/),
    });
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(30 * dayMs);
    expect(body.token.startsWith(`${body.prefix}_`)).toBe(true);
  });

  test('lets it in, to its tenant, as what it is: a channel’s booking is taken with its faults', async () => {
    const path = await the.open(1);
    const { desk } = await made();
    const { desk: others } = await tenantOf(the.house, 'Others');
    const availability = `${path}/availability?from=2026-01-01&to=2026-01-02`;
    expect((await desk.get(availability)).status).toBe(200);
    expect((await desk.get('/v1/users')).status).toBe(403);
    for (const _second of [1, 2])
      expect((await desk.post(`${path}/reservations`, stay(1, 1))).status).toBe(201);
    expect((await the.house.desk.post(`${path}/reservations`, stay(1, 1))).status).toBe(409);
    const theirs = await others.post('/v1/api-tokens', wanted());
    const foreign = deskAt(the.house.url, theirs.body.token);
    expect((await foreign.get(availability)).body.code).toBe('property_unknown');
  });

  test('says the token once: a repeat of the key makes none, and is answered without it', async () => {
    const first = await the.house.desk.post('/v1/api-tokens', wanted(), 'once');
    const again = await the.house.desk.post('/v1/api-tokens', wanted(), 'once');
    const { token, ...kept } = first.body;
    expect(token).toMatch(/^serai_/);
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(kept);
  });

  test('keeps the secret nowhere', async () => {
    const { token, prefix } = (await made({ name: 'Searched for' })).answer.body;
    const secret = token.slice(prefix.length + 1);
    await deskAt(the.house.url, token).get('/v1/properties');
    // The search finds what is there: what it is called, where it is kept and in the kept answer.
    expect(await tablesWith('Searched for')).toEqual([
      'identity.api_tokens',
      'identity.idempotency',
    ]);
    expect(await tablesWith(secret)).toEqual([]);
  });

  test('gives less than its roles may, where that is asked for', async () => {
    const { desk, answer } = await made({ permissions: ['properties:read'] });
    expect(answer.body.permissions).toEqual(['properties:read']);
    const path = await the.open();
    // What is known of a property comes a moment later, by events.
    await soon(async () => expect((await desk.get(path)).status).toBe(200));
    expectRefusal(await desk.get(`${path}/availability?from=2026-01-01&to=2026-01-02`), 403, {
      ...{ code: 'forbidden', detail: 'it needs the permission inventory:read' },
    });
  });

  test('is told its limits with every answer, and when to come again', async () => {
    const { desk } = await made({ requestsPerSecond: 1 });
    const first = await desk.get('/v1/properties');
    expect(first.headers.get('ratelimit-policy')).toMatch(
      /^"token";q=2;w=2, "tenant";q=\d+;w=\d+$/,
    );
    expect(first.headers.get('ratelimit')).toMatch(/^"token";r=1;t=1, "tenant";r=\d+;t=1$/);
    // At once: one after the other, a slow machine lets each of them come back.
    const many = Array.from({ length: 50 }, () => desk.get('/v1/properties'));
    const refused = (await Promise.all(many)).find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.headers.get('ratelimit')).toBe('"token";r=0;t=1');
    expect((await the.house.desk.get('/v1/properties')).headers.get('ratelimit')).toBeNull();
  });
});

describe('An API token is never more than its maker', () => {
  test('of the operator’s role there is none', async () => {
    const answer = await the.house.desk.post('/v1/api-tokens', wanted({ roles: ['operator'] }));
    expectRefusal(answer, 403, { code: 'role_not_yours' });
    const operator = await the.house.as('operator');
    const asked = await operator.post('/v1/api-tokens', wanted());
    expect([asked.status, asked.body.code]).toEqual([403, 'forbidden']);
  });

  test('of a permission that its roles have not, or that is for people, there is none', async () => {
    for (const permissions of [
      ['inventory:write'],
      ['tenants:create'],
      ['dead_letters:retry'],
      ['properties:read', 'traces:read'],
    ]) {
      const answer = await the.house.desk.post('/v1/api-tokens', wanted({ permissions }));
      expectRefusal(answer, 403, {
        code: 'permission_not_yours',
        permissions: permissions.filter((each) => each !== 'properties:read'),
      });
    }
    for (const each of ['users:create', 'api_tokens:create', 'api_tokens:revoke']) {
      const more = { roles: ['tenant_admin'], permissions: [each] };
      const answer = await the.house.desk.post('/v1/api-tokens', wanted(more));
      expectRefusal(answer, 403, { code: 'permission_not_yours', permissions: [each] });
    }
  });

  test('has no role whose permissions are not all its maker’s', async () => {
    // No role of the house makes tokens and may less than the others: one that an issuer maps may.
    const principal: Principal = {
      ...{ subject: 'x', tenantId: the.house.tenantId, client: 'x', policies: {} },
      kind: 'user',
      scopes: 'all',
      permissions: new Set(['api_tokens:create', 'properties:read']),
    };
    const tools = {} as Parameters<typeof createApiToken.handle>[1];
    const body = CreateApiToken.parse(wanted({ roles: ['housekeeper'] }));
    const input = { params: undefined, query: undefined, body, text: '', principal };
    expect(await createApiToken.handle({ ...input, request: {} as RequestFacts }, tools)).toEqual({
      refusal: 'permission_not_yours',
      details: { permissions: ['inventory:read', 'business_day:read'] },
    });
  });

  test('makes no users and no further tokens, and revokes none, whatever its roles', async () => {
    const { desk, answer } = await made({ roles: ['tenant_admin'] });
    const user = {
      ...{ email: 'x@example.com', name: 'X', password: 'x'.repeat(12) },
      ...{ roles: ['auditor'], propertyIds: 'all' },
    };
    for (const [path, body] of [
      ['/v1/users', user],
      ['/v1/api-tokens', wanted()],
      [`/v1/api-tokens/${answer.body.id}/revocations`, {}],
    ] as const) {
      const refused = await desk.post(path, body);
      expect([refused.status, refused.body.code], path).toEqual([403, 'forbidden']);
    }
    expect((await desk.get('/v1/users')).status).toBe(200);
  });

  test('reaches no property that its maker does not reach', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const admin = await the.house.as('tenant_admin', { scopeIds: [mine] });
    for (const propertyIds of ['all', [other], [mine, other]]) {
      const answer = await admin.post('/v1/api-tokens', wanted({ propertyIds }));
      expectRefusal(answer, 403, { code: 'scope_not_yours' });
    }
    const answer = await admin.post('/v1/api-tokens', wanted({ propertyIds: [mine] }));
    expect(answer.body.propertyIds).toEqual([mine]);
    const desk = deskAt(the.house.url, answer.body.token);
    expect((await desk.get(`/v1/properties/${other}`)).body.code).toBe('out_of_scope');
    expect((await desk.get(`/v1/properties/${mine}`)).body.code).toBe('property_unknown');
  });
});

test('A tenant has 500 API tokens that work, and no more until one ends', async () => {
  const { tenantId, desk } = await tenantOf(the.house, 'Many');
  await the.house.owner.query(
    `insert into identity.api_tokens (tenant_id, api_token_id, name, digest, roles, permissions,
       scope_ids, created_by, created_at, expires_at)
     select $1, gen_random_uuid(), 'n', repeat('0', 64), '{channel}', '{}', '{all}', 'x', now(),
       now() + interval '1 day'
     from generate_series(1, 499)`,
    [tenantId],
  );
  const last = await desk.post('/v1/api-tokens', wanted());
  expect(last.status).toBe(201);
  expectRefusal(await desk.post('/v1/api-tokens', wanted()), 409, { code: 'api_tokens_full' });
  await desk.post(`/v1/api-tokens/${last.body.id}/revocations`, {});
  expect((await desk.post('/v1/api-tokens', wanted())).status).toBe(201);
});

test('Tokens of one name are one client: a key goes on when its token is renewed', async () => {
  const path = await the.open(5);
  const [old, renewed] = [await made({ name: 'Renewed' }), await made({ name: 'Renewed' })];
  const first = await old.desk.post(`${path}/reservations`, stay(1, 1), 'key');
  const again = await renewed.desk.post(`${path}/reservations`, stay(1, 1), 'key');
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body.id).toBe(first.body.id);
  const other = await made({ name: 'Another' });
  const apart = await other.desk.post(`${path}/reservations`, stay(1, 1), 'key');
  expect(apart.body.id).not.toBe(first.body.id);
});
