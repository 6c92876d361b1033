/** A good token, and everything that is almost one. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CompactSign,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import { type TestClock, testClock } from '#shared/testing/sources.ts';
import type { RuntimeRefusal } from './problems.ts';
import { type Issuer, type TokenVerifier, tokenVerifier } from './verify.ts';

const tenantId = '0190a5f0-0000-7000-8000-000000000001';
const otherTenantId = '0190a5f0-0000-7000-8000-000000000002';
const thing = '0190a5f0-0000-7000-8000-0000000000aa';
const roles = {
  keeper: { kind: 'user', permissions: ['lamps:light'], policies: { wick: 'short' }, house: false },
  feed: { kind: 'channel', permissions: ['lamps:read'], policies: {}, house: false },
  operator: { kind: 'user', permissions: ['tenants:create'], policies: {}, house: true },
} as const;

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let ours: Keys;
let partners: Keys;
let strange: Keys;
let elliptic: Keys;
let clock: TestClock;
let verify: TokenVerifier;
let issuers: readonly Issuer[];

async function jwks(...keys: readonly (readonly [string, Keys])[]): Promise<JSONWebKeySet> {
  const all = keys.map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid }));
  return { keys: await Promise.all(all) };
}

beforeAll(async () => {
  const options = { extractable: true };
  [ours, partners, strange] = await Promise.all([
    generateKeyPair('EdDSA', options),
    generateKeyPair('EdDSA', options),
    generateKeyPair('EdDSA', options),
  ]);
  elliptic = await generateKeyPair('ES256', options);
  const common = { audience: 'serai', algorithms: ['EdDSA'] };
  issuers = [
    {
      ...common,
      issuer: 'https://house',
      keys: { jwks: await jwks(['k1', ours]) },
      tenants: 'any',
      roles: { keeper: 'keeper', feed: 'feed', operator: 'operator', stale: 'gone' },
    },
    {
      ...common,
      issuer: 'https://partner',
      keys: { jwks: await jwks(['p1', partners]) },
      tenants: [tenantId],
      roles: { Staff: 'keeper', Boss: 'operator', constructor: 'keeper' },
    },
  ];
});
beforeEach(() => {
  clock = testClock();
  verify = tokenVerifier({ issuers, roles, clock });
});

function nowSeconds(): number {
  return Math.floor(clock.nowMs() / 1000);
}

function claims(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ iss: 'https://house', aud: 'serai', sub: 'ada', client_id: 'desk', tenant_id: tenantId },
    ...{ roles: ['keeper'], scope_ids: 'all', exp: nowSeconds() + 60 },
    ...more,
  };
}

interface Head {
  readonly alg?: string;
  readonly kid?: string;
}

function sign(more: object = {}, { privateKey }: Keys = ours, head: Head = {}): Promise<string> {
  return new SignJWT({ ...claims(), ...more } as JWTPayload)
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', ...head })
    .sign(privateKey);
}

/** Signed as it stands: no library looks at what is in it. */
function signText(text: string): Promise<string> {
  return new CompactSign(Buffer.from(text))
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .sign(ours.privateKey);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function refused(result: Principal | RuntimeRefusal): string {
  return 'code' in result ? result.code : 'let in';
}

test('A good token says who asks', async () => {
  const token = await sign({ policies: { wick: 'long' }, scope_ids: [thing.toUpperCase()] });
  expect(await verify(token)).toEqual({
    ...{ subject: 'ada', kind: 'user', tenantId, client: 'desk', policies: { wick: 'long' } },
    permissions: new Set(['lamps:light']),
    scopes: new Set([thing]),
  });
});

describe('A token is refused that', () => {
  const parts = async (more: object = {}) =>
    (await sign(more)).split('.') as [string, string, string];
  const unsigned = (head: unknown, body: unknown, signature = '') =>
    `${encoded(head)}.${encoded(body)}.${signature}`;
  const hs256 = (secret: string | Buffer, body: unknown): string => {
    const text = `${encoded({ alg: 'HS256', kid: 'k1' })}.${encoded(body)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };

  const mutants: Readonly<Record<string, () => string | Promise<string>>> = {
    'says alg none': () => unsigned({ alg: 'none' }, claims()),
    'says alg None': () => unsigned({ alg: 'None' }, claims()),
    'says alg none and carries a signature': async () =>
      unsigned({ alg: 'none' }, claims(), (await parts())[2]),
    'says no alg': () => unsigned({ kid: 'k1' }, claims(), 'AAAA'),
    'is HS256 with the public key as its secret': async () =>
      hs256(await exportSPKI(ours.publicKey), claims()),
    'is HS256 with the published key as its secret': async () =>
      hs256(Buffer.from((await exportJWK(ours.publicKey)).x ?? '', 'base64url'), claims()),
    'is HS256 with an empty secret': () => hs256('', claims()),
    'is of another algorithm with a key of its own': () => sign({}, elliptic, { alg: 'ES256' }),
    'says RS256 over our signature': async () => {
      const [, body, signature] = await parts();
      return `${encoded({ alg: 'RS256', kid: 'k1' })}.${body}.${signature}`;
    },
    'is signed by nobody we know': () => sign({}, strange),
    'is signed by another issuer': () => sign({}, partners),
    'is signed by us in the name of another issuer': () => sign({ iss: 'https://partner' }),
    'names a key that is not there': () => sign({}, ours, { kid: 'k2' }),
    'brings its own key along': async () => {
      const [, body, signature] = (await sign({}, strange)).split('.');
      const jwk = await exportJWK(strange.publicKey);
      return `${encoded({ alg: 'EdDSA', kid: 'k1', jwk })}.${body}.${signature}`;
    },
    'says where its key is': async () => {
      const [, body, signature] = (await sign({}, strange)).split('.');
      return `${encoded({ alg: 'EdDSA', jku: 'http://127.0.0.1/keys' })}.${body}.${signature}`;
    },
    'asks for an extension we do not have': () =>
      new SignJWT(claims() as JWTPayload)
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', crit: ['x'], x: 1 })
        .sign(ours.privateKey, { crit: { x: true } }),
    'has no issuer': () => sign({ iss: undefined }),
    'has an unknown issuer': () => sign({ iss: 'https://elsewhere' }),
    'has an issuer with a slash too many': () => sign({ iss: 'https://house/' }),
    'has a list of issuers': () => sign({ iss: ['https://house'] }),
    'is for another audience': () => sign({ aud: 'other' }),
    'is for no audience': () => sign({ aud: undefined }),
    'is for many, not for us': () => sign({ aud: ['a', 'b'] }),
    'never ends': () => sign({ exp: undefined }),
    'ends as text': () => sign({ exp: String(nowSeconds() + 60) }),
    'is not good yet': () => sign({ nbf: nowSeconds() + 60 }),
    'is good from a text on': () => sign({ nbf: 'tomorrow' }),
    'has no subject': () => sign({ sub: undefined }),
    'has an empty subject': () => sign({ sub: '' }),
    'has a number as subject': () => sign({ sub: 7 }),
    'has a very long subject': () => sign({ sub: 'x'.repeat(201) }),
    'has no client': () => sign({ client_id: undefined }),
    'has a client of two lines': () => sign({ client_id: 'a\nb' }),
    'has a very long client': () => sign({ client_id: 'x'.repeat(201) }),
    'has no roles': () => sign({ roles: undefined }),
    'has one role as text': () => sign({ roles: 'keeper' }),
    'has numbers as roles': () => sign({ roles: [1] }),
    'has too many roles': () => sign({ roles: Array.from({ length: 21 }, () => 'keeper') }),
    'says nothing of its scope': () => sign({ scope_ids: undefined }),
    'has another word for all': () => sign({ scope_ids: '*' }),
    'has a scope that is no id': () => sign({ scope_ids: ['x'] }),
    'has more in scope than anyone has': () =>
      sign({ scope_ids: Array.from({ length: 1001 }, () => thing) }),
    'has a tenant that is no id': () => sign({ tenant_id: 'x' }),
    'has no tenant and a number': () => sign({ tenant_id: 0 }),
    'has policies that are no texts': () => sign({ policies: { wick: 1 } }),
    'is of an issuer that does not speak for its tenant': () =>
      sign({ iss: 'https://partner', tenant_id: otherTenantId }, partners, { kid: 'p1' }),
    'is of an issuer that does not speak for the house': () =>
      sign({ iss: 'https://partner', tenant_id: undefined }, partners, { kid: 'p1' }),
    "is of an issuer that names the house's tenant": () =>
      sign({ iss: 'https://partner', tenant_id: houseTenantId }, partners, { kid: 'p1' }),
    'is no object but a list': () => signText('[]'),
    'is no object but a text': () => signText('"x"'),
    'is no JSON': () => signText('{'),
    'has another payload under its signature': async () => {
      const [head, , signature] = await parts();
      return `${head}.${encoded(claims({ sub: 'eve' }))}.${signature}`;
    },
    'has the signature of another token': async () => {
      const [[head, body], [, , signature]] = [await parts(), await parts({ sub: 'eve' })];
      return `${head}.${body}.${signature}`;
    },
    'has one bit of its signature turned': async () => {
      const [head, body, signature] = await parts();
      const bytes = Buffer.from(signature, 'base64url');
      bytes[10] = (bytes[10] ?? 0) ^ 1;
      return `${head}.${body}.${bytes.toString('base64url')}`;
    },
    'has half a signature': async () => {
      const [head, body, signature] = await parts();
      return `${head}.${body}.${signature.slice(0, 43)}`;
    },
    'has no signature': async () => (await parts()).slice(0, 2).join('.'),
    'has an empty signature': async () => `${(await parts()).slice(0, 2).join('.')}.`,
    'has a part too many': async () => `${await sign()}.AAAA`,
    'has five parts, as if encrypted': () => 'a.b.c.d.e',
    'is padded': async () => `${await sign()}==`,
    'is written with + and /': async () => (await sign()).replaceAll('.', '+/'),
    'has white space in it': async () => (await sign()).replace('.', '. '),
    'has a line feed behind it': async () => `${await sign()}\n`,
    'is written twice': async () => `${await sign()}${await sign()}`,
    'is very long': async () => sign({ more: 'x'.repeat(8200) }),
    'is dots': () => '..',
    'is one word': () => 'token',
    'is nothing': () => '',
    'is a NUL': () => '\u0000.\u0000.\u0000',
  };

  test.each(Object.entries(mutants))('%s', async (_what, make) => {
    expect(refused(await verify(await make()))).toBe('token_invalid');
  });

  test('has ended, with half a minute for clocks that differ', async () => {
    const token = await sign();
    clock.advance(60_000 + 29_999);
    expect(refused(await verify(token))).toBe('let in');
    clock.advance(1_000);
    expect(refused(await verify(token))).toBe('token_expired');
  });

  test('was good before it ended', async () => {
    const token = await sign();
    expect(refused(await verify(token))).toBe('let in');
    clock.advance(120_000);
    expect(refused(await verify(token))).toBe('token_expired');
  });
});

describe('Roles', () => {
  async function permissions(more: object, keys = ours, kid = 'k1'): Promise<string[]> {
    const principal = await verify(await sign(more, keys, { kid }));
    return 'code' in principal ? [principal.code] : [...principal.permissions];
  }
  const partner = { iss: 'https://partner' };

  test('mean what the configuration maps them to, and nothing when it does not', async () => {
    expect(await permissions({ roles: ['keeper', 'feed'] })).toEqual(['lamps:light', 'lamps:read']);
    for (const unmapped of ['Staff', 'stale', 'constructor', '__proto__', 'KEEPER', ''])
      expect(await permissions({ roles: [unmapped] })).toEqual([]);
    expect(await permissions({ ...partner, roles: ['Staff'] }, partners, 'p1')).toEqual([
      'lamps:light',
    ]);
    for (const ourName of ['keeper', 'operator', 'toString'])
      expect(await permissions({ ...partner, roles: [ourName] }, partners, 'p1')).toEqual([]);
  });

  test("of the house's operators come from the house's own issuer alone", async () => {
    expect(await permissions({ tenant_id: undefined, roles: ['operator'] })).toEqual([
      'tenants:create',
    ]);
    expect(await permissions({ ...partner, roles: ['Boss'] }, partners, 'p1')).toEqual([]);
  });

  test("policies of a token count from the house's own issuer alone", async () => {
    const policies = { wick: 'none' };
    const claimed = { ...partner, roles: ['Staff'], policies };
    expect(await verify(await sign(claimed, partners, { kid: 'p1' }))).toMatchObject({
      policies: { wick: 'short' },
    });
    expect(await verify(await sign({ policies }))).toMatchObject({ policies });
  });
});

describe('A token that was verified', () => {
  test('is answered from memory, as the same principal', async () => {
    const token = await sign();
    const first = await verify(token);
    const second = verify(token);
    expect(second).toBe(first);
  });

  test('is verified again after five minutes', async () => {
    const token = await sign({ exp: nowSeconds() + 3600 });
    await verify(token);
    clock.advance(300_000);
    expect(verify(token)).toBeInstanceOf(Promise);
  });
});

describe('Keys of an issuer that publishes them', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let asked: number;

  beforeEach(async () => {
    asked = 0;
    answer = { status: 200, body: JSON.stringify(await jwks(['k1', ours])) };
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const [house] = issuers;
    if (house === undefined) expect.fail();
    verify = tokenVerifier({ issuers: [{ ...house, keys: { uri } }], roles, clock });
  });
  afterEach(() => {
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  });

  test('are fetched once for many tokens', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => sign({ jti: randomUUID() })));
    const results = await Promise.all(tokens.map(verify));
    expect(results.map(refused)).toEqual(tokens.map(() => 'let in'));
    expect(asked).toBe(1);
  });

  test('are not asked for again at once because of a key nobody knows', async () => {
    expect(refused(await verify(await sign()))).toBe('let in');
    for (let at = 0; at < 5; at += 1)
      expect(refused(await verify(await sign({}, strange, { kid: `x${at}` })))).toBe(
        'token_invalid',
      );
    expect(asked).toBe(1);
  });

  test('are fetched again when they were changed', async () => {
    const late = await sign({ jti: randomUUID() });
    expect(refused(await verify(await sign()))).toBe('let in');
    answer = { status: 200, body: JSON.stringify(await jwks(['k2', strange])) };
    const fresh = await sign({}, strange, { kid: 'k2' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 29_000 });
    expect(refused(await verify(fresh))).toBe('token_invalid');
    vi.setSystemTime(Date.now() + 2_000);
    expect(refused(await verify(fresh))).toBe('let in');
    expect(refused(await verify(late))).toBe('token_invalid');
    expect(asked).toBe(2);
  });

  test.each([
    ['answers with an error', { status: 500, body: 'no' }],
    ['answers with no JSON', { status: 200, body: '<html>' }],
    ['answers with no keys', { status: 200, body: '{}' }],
  ])('are away when the issuer %s: the token is not to blame', async (_what, wrong) => {
    answer = wrong;
    expect(await verify(await sign())).toEqual({
      ...{ code: 'unavailable', detail: 'the issuer cannot be reached', retryAfterSeconds: 5 },
    });
  });

  test('are away when nobody listens', async () => {
    const token = await sign();
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    await closed.promise;
    expect(refused(await verify(token))).toBe('unavailable');
  });
});
