/** Tokens of a real provider that a tenant brought, and everything that is almost one. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { roleGrants } from '#schema/product.ts';
import type { Principal } from '#shared/function/principal.ts';
import type { RuntimeRefusal } from '#shared/http/problems.ts';
import { type TokenVerifier, tokenVerifier } from '#shared/http/verify.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { testClock } from '#shared/testing/sources.ts';
import {
  audience,
  identityProvider,
  type TestProvider,
} from '../../scripts/testing/identity-provider.ts';
import { type Forger, forgedBy, mutantsOf } from './testing/forger.ts';

const ourTenant = '0190a5f0-0000-7000-8000-000000000001';
const otherTenant = '0190a5f0-0000-7000-8000-000000000002';
const inOldTown = '0190a5f0-0000-7000-8000-0000000000aa';

let database: TestDatabase;
let owner: pg.Client;
let ours: TestProvider;
let theirs: TestProvider;
let verify: TokenVerifier;
/** A token as the provider made it. */
let good: string;
const clock = testClock();
const the: Forger = {
  get ours() {
    return ours;
  },
  get theirs() {
    return theirs;
  },
  get good() {
    return good;
  },
  ...{ audience, otherTenant },
  nowSeconds: () => Math.floor(clock.nowMs() / 1000),
};
const mutants = mutantsOf(the);
const forged = (header = {}, payload = {}) => forgedBy(the, header, payload);

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  [ours, theirs] = await Promise.all([identityProvider(), identityProvider()]);
  await bind(ours, ourTenant);
  await bind(theirs, otherTenant);
});
afterAll(async () => {
  await Promise.all([ours?.stop(), theirs?.stop(), owner?.end()]);
  await database?.close();
});

beforeEach(async () => {
  // As the provider's stands, and still.
  clock.set(Date.now());
  ours.away = false;
  ours.claims = { groups: ['reception', 'choir'], houses: ['old-town'] };
  theirs.claims = ours.claims;
  good = await ours.token();
  verify = opened();
});

function opened(): TokenVerifier {
  const role = database.database('serai_identity_tokens', { schema: 'identity' });
  return tokenVerifier({
    ...{ issuers: [], roles: roleGrants, clock },
    providers: { database: role, reach: 'loopback' },
  });
}

async function bind({ issuer }: TestProvider, tenantId: string): Promise<void> {
  const roles = {
    claim: ['groups'],
    values: [
      { value: 'reception', role: 'front_desk' },
      { value: 'hasOwnProperty', role: 'tenant_admin' },
    ],
  };
  const values = [
    { value: 'old-town', ids: [inOldTown] },
    { value: 'office', ids: 'all' },
  ];
  await owner.query(
    `insert into identity.identity_providers (tenant_id, identity_provider_id, title, issuer, audience,
       algorithms, token_type, roles, scopes, set_by, set_at)
     values ($1, gen_random_uuid(), 'x', $2, $3, '{RS256}', 'at+jwt', $4, $5, 'ada', now())`,
    [
      tenantId,
      issuer,
      audience,
      JSON.stringify(roles),
      JSON.stringify({ claim: ['houses'], values }),
    ],
  );
}

function said(result: Principal | RuntimeRefusal): string {
  return 'code' in result ? result.code : 'let in';
}

describe('A token of a provider', () => {
  test('says who asks, for the tenant that brought it, by its mapping and no further', async () => {
    const principal = await verify(good);
    expect(principal).toMatchObject({
      ...{ tenantId: ourTenant, subject: `${ours.issuer}|robot`, kind: 'user', policies: {} },
      ...{ client: `${ours.issuer}|robot`, scopes: new Set([inOldTown]) },
    });
    expect(principal).toMatchObject({
      permissions: new Set(roleGrants['front_desk']?.permissions),
    });
    // From memory, at one look.
    expect(verify(good)).toBe(principal);
  });

  test('is still one when a test has taken it apart and signed it again', async () => {
    expect(said(await verify(await forged()))).toBe('let in');
    expect(said(await verify(await forged({}, { tenant_id: ourTenant })))).toBe('let in');
    expect(said(await verify(await forged({}, { aud: ['x', audience] })))).toBe('let in');
    expect(said(await verify(await forged({}, { exp: the.nowSeconds() - 25 })))).toBe('let in');
    expect(said(await verify(await forged({}, { nbf: the.nowSeconds() + 25 })))).toBe('let in');
    expect(said(await verify(await forged({ typ: 'application/at+jwt' })))).toBe('let in');
  });

  test('gives nothing for groups nobody mapped, and every property only where it is said', async () => {
    const none = await verify(
      await forged({}, { groups: ['choir', 'toString'], houses: ['moon'] }),
    );
    expect(none).toMatchObject({ permissions: new Set(), scopes: new Set() });
    const all = await verify(await forged({}, { houses: ['office', 'moon'] }));
    expect(all).toMatchObject({ scopes: 'all' });
    const asked = await verify(await forged({}, { houses: ['all', 'constructor'] }));
    expect(asked).toMatchObject({ scopes: new Set() });
  });

  test('of another tenant is of that tenant', async () => {
    expect(await verify(await theirs.token())).toMatchObject({ tenantId: otherTenant });
  });
});

describe('Of tokens that are almost good', () => {
  test('there are more than a hundred, and each is another one', async () => {
    const all = new Set([good]);
    for (const make of Object.values(mutants)) all.add(await make());
    expect(all.size).toBe(Object.keys(mutants).length + 1);
    expect(all.size).toBeGreaterThan(100);
  });

  test.each(Object.entries(mutants))('one with %s is refused', async (what, make) => {
    const expected = what === 'a time that has passed' ? 'token_expired' : 'token_invalid';
    expect(said(await verify(await make()))).toBe(expected);
    // The refusal of one is not that of the other.
    expect(said(await verify(good))).toBe('let in');
  });
});

describe('A provider', () => {
  test('that changes its key is followed, and the old one lets nobody in any more', async () => {
    expect(said(await verify(good))).toBe('let in');
    await ours.rotate();
    const fresh = await ours.token();
    expect(said(await verify(fresh))).toBe('token_invalid');
    clock.advance(30_000);
    expect(said(await verify(fresh))).toBe('let in');
    expect(said(await verify(good))).toBe('token_invalid');
  });

  test('that is away takes no other down, and lets those in whose keys are known', async () => {
    expect(said(await verify(good))).toBe('let in');
    ours.away = true;
    clock.advance(400_000);
    expect(said(await verify(await forged({}, { jti: 'another' })))).toBe('let in');
    expect(said(await verify(await theirs.token()))).toBe('let in');
    // Of a process that has not met it nobody can say.
    const strange = opened();
    expect(said(await strange(good))).toBe('unavailable');
    expect(said(await strange(await theirs.token()))).toBe('let in');
  });

  test('is asked once in half a minute, however many tokens name keys nobody knows', async () => {
    expect(said(await verify(good))).toBe('let in');
    const before = ours.asked.get('/jwks') ?? 0;
    clock.advance(30_000);
    const flood = await Promise.all(
      Array.from({ length: 100 }, async (_, at) => verify(await forged({ kid: `x${at}` }))),
    );
    expect(new Set(flood.map(said))).toEqual(new Set(['token_invalid']));
    expect(ours.asked.get('/jwks')).toBe(before + 1);
  });

  test('that is taken away lets nobody in nine seconds later', async () => {
    const token = await theirs.token();
    expect(said(await verify(token))).toBe('let in');
    await owner.query('delete from identity.identity_providers where tenant_id = $1', [
      otherTenant,
    ]);
    clock.advance(8_999);
    // Also one that comes late, while the provider is still known.
    const late = await theirs.token();
    expect([said(await verify(token)), said(await verify(late))]).toEqual(['let in', 'let in']);
    clock.advance(1);
    for (const each of [token, late]) expect(said(await verify(each))).toBe('token_invalid');
    await bind(theirs, otherTenant);
    expect(said(await verify(token))).toBe('let in');
  });
});
