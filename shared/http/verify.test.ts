/** A good token, and everything that is almost one. */
import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, type JWTPayload, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { houseTenantId } from '#shared/function/principal.ts';
import { refused, roles, type Tokens, tenantId, tokens } from './testing/tokens.ts';
import { type TokenVerifier, tokenVerifier } from './verify.ts';

const otherTenantId = '0190a5f0-0000-7000-8000-000000000002';
const thing = '0190a5f0-0000-7000-8000-0000000000aa';

let ours: Tokens['ours'];
let partners: Tokens['partners'];
let strange: Tokens['strange'];
let elliptic: Tokens['elliptic'];
let clock: Tokens['clock'];
let claims: Tokens['claims'];
let sign: Tokens['sign'];
let signText: Tokens['signText'];
let nowSeconds: Tokens['nowSeconds'];
let verify: TokenVerifier;

beforeEach(async () => {
  const made = await tokens();
  ({ ours, partners, strange, elliptic, clock, claims, sign, signText, nowSeconds } = made);
  verify = tokenVerifier({ issuers: made.issuers, roles, clock });
});

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
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
    'is of another algorithm, with a key of ours': () =>
      sign({}, elliptic, { alg: 'ES256', kid: 'e1' }),
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
    'is of an issuer of two tenants and names none': () =>
      sign({ iss: 'https://chain', tenant_id: undefined }, partners, { kid: 'p1' }),
    'is of an issuer of two tenants and names a third': () =>
      sign({ iss: 'https://chain', tenant_id: thing }, partners, { kid: 'p1' }),
    'is of an issuer of two tenants and names the house': () =>
      sign({ iss: 'https://chain', tenant_id: houseTenantId }, partners, { kid: 'p1' }),
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

describe('An issuer', () => {
  test('of one tenant speaks for it, whether its tokens name a tenant or not', async () => {
    for (const more of [{}, { tenant_id: undefined }]) {
      const token = await sign({ iss: 'https://partner', ...more }, partners, { kid: 'p1' });
      expect(await verify(token)).toMatchObject({
        ...{ tenantId, subject: 'https://partner|ada', client: 'https://partner|ada' },
      });
    }
  });

  test('of several speaks for the one of them that a token names', async () => {
    const token = await sign({ iss: 'https://chain' }, partners, { kid: 'p1' });
    expect(await verify(token)).toMatchObject({ tenantId, subject: 'https://chain|ada' });
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
