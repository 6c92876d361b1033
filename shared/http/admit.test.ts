/** How often someone may ask: by token, by tenant, and by address for who has no good token. */
import { describe, expect, test } from 'vitest';
import { lampFunction, principalOf, testApp } from './testing/lamps.ts';

const problem = 'application/problem+json';

describe('A limit', () => {
  const one = { perSecond: 0.1, burst: 1 };
  const much = { perSecond: 1e6, burst: 1e6 };
  const lighting = lampFunction({ permission: 'lamps:light' });
  const full = { status: 429, type: problem, after: '10' };

  async function asked(app: ReturnType<typeof testApp>, token?: string, headers = {}) {
    const response = await app.ask('GET /lamp', {
      headers,
      ...(token === undefined ? {} : { token }),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      after: response.headers.get('retry-after'),
    };
  }
  const fine = { status: 200, type: 'application/json', after: null };

  test('of a token binds its subject and client, and says when to come again', async () => {
    const app = testApp([lighting], { rates: { token: one, tenant: much, address: much } });
    expect(await asked(app, 'lamps:light@t')).toEqual(fine);
    expect(await asked(app, 'lamps:light@t')).toEqual(full);
    expect(await asked(app, 'lamps:light@t#other')).toEqual(fine);
    app.sources.clock.advance(10_000);
    expect(await asked(app, 'lamps:light@t')).toEqual(fine);
  });

  test('of a tenant binds all of its clients together, and nobody else', async () => {
    const app = testApp([lighting], { rates: { token: much, tenant: one, address: much } });
    expect(await asked(app, 'lamps:light@t')).toEqual(fine);
    expect(await asked(app, 'lamps:light@t#other')).toEqual(full);
    expect(await asked(app, 'lamps:light@u')).toEqual(fine);
  });

  test('of an address binds who has no good token, and leaves who has one alone', async () => {
    const app = testApp([lampFunction({ route: 'GET /open' }), lighting], {
      rates: { token: much, tenant: much, address: one },
    });
    expect((await app.ask('GET /open')).status).toBe(200);
    expect((await app.ask('GET /open')).status).toBe(429);
    expect(await asked(app)).toEqual(full);
    expect(await asked(app, 'lamps:light')).toEqual(fine);
  });

  test('of an address goes by what our own proxies have seen, not by what a caller claims', async () => {
    const rates = { token: much, tenant: much, address: one };
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const direct = testApp([lighting], { rates });
    expect((await asked(direct, undefined, from('1.1.1.1'))).status).toBe(401);
    expect((await asked(direct, undefined, from('2.2.2.2'))).status).toBe(429);
    const behind = testApp([lighting], { rates, trustedHops: 1 });
    expect((await asked(behind, undefined, from('9.9.9.9, 1.1.1.1'))).status).toBe(401);
    expect((await asked(behind, undefined, from('8.8.8.8, 1.1.1.1'))).status).toBe(429);
    expect((await asked(behind, undefined, from('1.1.1.1, 2.2.2.2'))).status).toBe(401);
  });
});

/** As draft-ietf-httpapi-ratelimit-headers-11 has it. */
describe('What a caller is told of its limits', () => {
  const lighting = lampFunction({ permission: 'lamps:light', answers: { 200: null } });
  const rates = {
    token: { perSecond: 5, burst: 10 },
    tenant: { perSecond: 20, burst: 50 },
    address: { perSecond: 0.1, burst: 1 },
  };

  function app(rate?: { readonly perSecond: number; readonly burst: number }) {
    const verify = (token: string) => ({ ...principalOf(token), token: { rate } });
    return testApp([lighting], { rates, verify });
  }
  async function told(of: ReturnType<typeof testApp>, token?: string) {
    const { status, headers } = await of.ask('GET /lamp', token === undefined ? {} : { token });
    return [
      status,
      headers.get('ratelimit-policy'),
      headers.get('ratelimit'),
      headers.get('retry-after'),
    ];
  }
  const both = '"token";q=10;w=2, "tenant";q=50;w=3';

  test('is, with an API token, both and how much is left, whatever the answer', async () => {
    const house = app();
    expect(await told(house, 'lamps:light@t')).toEqual([
      ...[200, both, '"token";r=9;t=1, "tenant";r=49;t=1', null],
    ]);
    expect(await told(house, 'lamps:read@t')).toEqual([
      ...[403, both, '"token";r=8;t=1, "tenant";r=48;t=1', null],
    ]);
  });

  test('is the limit of its own, where the token has one, and when to come again', async () => {
    const house = app({ perSecond: 0.5, burst: 1 });
    expect(await told(house, 'lamps:light@t')).toEqual([
      ...[200, '"token";q=1;w=2, "tenant";q=50;w=3', '"token";r=0;t=2, "tenant";r=49;t=1', null],
    ]);
    house.sources.clock.advance(500);
    expect(await told(house, 'lamps:light@t')).toEqual([
      ...[429, '"token";q=1;w=2', '"token";r=0;t=2', '2'],
    ]);
    house.sources.clock.advance(1_500);
    expect((await told(house, 'lamps:light@t'))[0]).toBe(200);
  });

  test('is, for everyone else, only the limit that was too much for it', async () => {
    const house = testApp([lighting], { rates });
    expect(await told(house, 'lamps:light@t')).toEqual([200, null, null, null]);
    for (let asked = 1; asked < 10; asked += 1) await told(house, 'lamps:light@t');
    expect(await told(house, 'lamps:light@t')).toEqual([
      ...[429, '"token";q=10;w=2', '"token";r=0;t=1', '1'],
    ]);
    expect(await told(house)).toEqual([401, null, null, null]);
    expect(await told(house)).toEqual([429, '"address";q=1;w=10', '"address";r=0;t=10', '10']);
  });
});
