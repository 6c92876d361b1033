/** Keys that an issuer publishes: fetched when needed, fetched again when changed, and sometimes away. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jwks, refused, roles, type Tokens, tokens } from './testing/tokens.ts';
import { type TokenVerifier, tokenVerifier } from './verify.ts';

let ours: Tokens['ours'];
let strange: Tokens['strange'];
let sign: Tokens['sign'];
let nowSeconds: Tokens['nowSeconds'];
let clock: Tokens['clock'];
let verify: TokenVerifier;

describe('Keys of an issuer that publishes them', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let asked: number;

  beforeEach(async () => {
    const made = await tokens();
    ({ ours, strange, sign, nowSeconds } = made);
    const { issuers } = made;
    ({ clock } = made);
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
    server.closeAllConnections();
    server.close();
  });

  test('are fetched once for many tokens', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => sign({ jti: randomUUID() })));
    const results = await Promise.all(tokens.map(verify));
    expect(results.map(refused)).toEqual(tokens.map(() => 'let in'));
    expect(asked).toBe(1);
  });

  test('are asked for once in half a minute, however many tokens name a key nobody knows', async () => {
    expect(refused(await verify(await sign()))).toBe('let in');
    const flood = async (from: number) => {
      const forged = Array.from({ length: 100 }, (_, at) =>
        sign({ exp: nowSeconds() + 600 }, strange, { kid: `x${from + at}` }),
      );
      const answers = await Promise.all((await Promise.all(forged)).map(verify));
      expect(new Set(answers.map(refused))).toEqual(new Set(['token_invalid']));
    };
    await flood(0);
    expect(asked).toBe(1);
    clock.advance(29_999);
    await flood(1000);
    expect(asked).toBe(1);
    clock.advance(1);
    await flood(2000);
    expect(asked).toBe(2);
    await flood(3000);
    expect(asked).toBe(2);
  });

  test('are waited for by a hundred at once, and the others are told to come back', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 150 }, () => sign({ jti: randomUUID() })),
    );
    const results = (await Promise.all(tokens.map(verify))).map(refused);
    expect(results.filter((each) => each === 'let in')).toHaveLength(100);
    expect(results.filter((each) => each === 'unavailable')).toHaveLength(50);
    expect(asked).toBe(1);
    const again = await Promise.all(tokens.map(verify));
    expect(new Set(again.map(refused))).toEqual(new Set(['let in']));
  });

  test('are fetched again when they were changed, and take their tokens along', async () => {
    const until = { exp: nowSeconds() + 600 };
    const [known, late] = [await sign(until), await sign({ ...until, jti: randomUUID() })];
    expect(refused(await verify(known))).toBe('let in');
    answer = { status: 200, body: JSON.stringify(await jwks(['k2', strange])) };
    const fresh = await sign(until, strange, { kid: 'k2' });
    clock.advance(29_999);
    expect(refused(await verify(fresh))).toBe('token_invalid');
    // Not a promise: from memory.
    expect(verify(known)).not.toBeInstanceOf(Promise);
    clock.advance(1);
    expect(refused(await verify(fresh))).toBe('let in');
    expect(refused(await verify(known))).toBe('token_invalid');
    expect(refused(await verify(late))).toBe('token_invalid');
    expect(asked).toBe(2);
  });

  test('of two that overlap for a while both do', async () => {
    const until = { exp: nowSeconds() + 600 };
    const known = await sign(until);
    expect(refused(await verify(known))).toBe('let in');
    answer = { status: 200, body: JSON.stringify(await jwks(['k1', ours], ['k2', strange])) };
    clock.advance(30_000);
    expect(refused(await verify(await sign(until, strange, { kid: 'k2' })))).toBe('let in');
    expect(verify(known)).not.toBeInstanceOf(Promise);
  });

  test('that are another one under an old name let nobody in whom the old one did', async () => {
    const until = { exp: nowSeconds() + 3600 };
    const known = await sign(until);
    expect(refused(await verify(known))).toBe('let in');
    answer = { status: 200, body: JSON.stringify(await jwks(['k1', strange])) };
    clock.advance(300_000);
    // Old keys still do while new ones are fetched aside.
    expect(refused(await verify(known))).toBe('let in');
    const later = async () => {
      // Should the fetch fail, it is tried again after five seconds of this clock.
      clock.advance(1_000);
      return refused(await verify(known));
    };
    await expect.poll(later).toBe('token_invalid');
    expect(refused(await verify(await sign(until, strange)))).toBe('let in');
  });

  test('that are known go on while the issuer is away', async () => {
    const until = { exp: nowSeconds() + 36_000 };
    expect(refused(await verify(await sign(until)))).toBe('let in');
    answer = { status: 503, body: 'away' };
    for (let hour = 0; hour < 5; hour += 1) {
      clock.advance(3_600_000);
      expect(refused(await verify(await sign({ ...until, jti: `${hour}` })))).toBe('let in');
    }
    clock.advance(30_000);
    // Whether there is such a key cannot be said without the issuer.
    expect(refused(await verify(await sign(until, strange, { kid: 'k2' })))).toBe('unavailable');
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

  test('are asked for again five seconds after they were away, and no sooner', async () => {
    answer = { status: 500, body: 'no' };
    const token = await sign({ exp: nowSeconds() + 600 });
    for (let at = 0; at < 20; at += 1) expect(refused(await verify(token))).toBe('unavailable');
    expect(asked).toBe(1);
    answer = { status: 200, body: JSON.stringify(await jwks(['k1', ours])) };
    clock.advance(4_999);
    expect(refused(await verify(token))).toBe('unavailable');
    clock.advance(1);
    expect(refused(await verify(token))).toBe('let in');
    expect(asked).toBe(2);
  });

  test('are away when nobody listens', async () => {
    const token = await sign();
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    await closed.promise;
    expect(refused(await verify(token))).toBe('unavailable');
  });
});
