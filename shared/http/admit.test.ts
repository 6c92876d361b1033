/** How often someone may ask: by token, by tenant, and by address for who has no good token. */
import { describe, expect, test } from 'vitest';
import { lampFunction, testApp } from './testing/lamps.ts';

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
