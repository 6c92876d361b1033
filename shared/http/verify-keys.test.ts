/** Keys that an issuer publishes: fetched when needed, fetched again when changed, and sometimes away. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { jwks, refused, roles, type Tokens, tokens } from './testing/tokens.ts';
import { type TokenVerifier, tokenVerifier } from './verify.ts';

let ours: Tokens['ours'];
let strange: Tokens['strange'];
let sign: Tokens['sign'];
let verify: TokenVerifier;

describe('Keys of an issuer that publishes them', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let asked: number;

  beforeEach(async () => {
    const made = await tokens();
    ({ ours, strange, sign } = made);
    const { issuers, clock } = made;
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
