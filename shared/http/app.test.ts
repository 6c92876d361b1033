/** What the runtime does around every handler: versions, waits, failures, and what it does not start. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { CommitUnknown, DatabaseRefused, DatabaseUnavailable } from '#shared/database/database.ts';
import type { RequestFacts } from '#shared/function/request-facts.ts';
import { Lamp, lampFunction, testApp } from './testing/lamps.ts';

const problem = 'application/problem+json';

/** A function that answers with what the runtime told it of the request. */
const echo = lampFunction({
  answers: { 200: z.unknown() },
  handle: ({ request }: { request: RequestFacts }) => ({
    status: 200,
    body: {
      ...{ waitMs: request.waitMs, expectedVersion: request.expectedVersion ?? null },
      ...{ path: request.path, id: request.id, traceparent: request.traceparent },
    },
  }),
});

async function echoed(headers: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await testApp([echo]).ask('GET /lamp', { headers });
  return (await response.json()) as Record<string, unknown>;
}

describe('An answer with a version', () => {
  const { ask } = testApp([lampFunction({})]);

  test('carries it as its entity tag, and is itself', async () => {
    const response = await ask('GET /lamp');
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"3"');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ name: 'hall', watts: 7 });
  });

  test.each(['"3"', 'W/"3"', '"1", "3"', '"1",W/"3"', '*'])(
    'is not sent again to who has %s',
    async (tag) => {
      const response = await ask('GET /lamp', { headers: { 'if-none-match': tag } });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe('"3"');
      expect(await response.text()).toBe('');
    },
  );

  test.each(['"2"', '3', '"33"', ''])('is sent to who has %s', async (tag) => {
    expect((await ask('GET /lamp', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  test('is sent whole to who posts, whatever is matched', async () => {
    const posting = lampFunction({ route: 'POST /lamp', idempotencyKey: 'none' });
    const response = await testApp([posting]).ask('POST /lamp', {
      headers: { 'if-none-match': '"3"' },
    });
    expect(response.status).toBe(200);
  });

  test('is answered to HEAD without its body', async () => {
    const response = await ask('HEAD /lamp');
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('etag')).toBe('"3"');
  });
});

describe('If-Match', () => {
  test.each([
    ['"7"', 7],
    ['"0"', 0],
    ['*', null],
  ])('%s expects version %s', async (tag, expected) => {
    expect((await echoed({ 'if-match': tag }))['expectedVersion']).toBe(expected);
  });
});

describe('Prefer', () => {
  test.each([
    ['', 10_000],
    ['respond-async', 0],
    ['Respond-Async', 0],
    ['handling=lenient, respond-async', 0],
    ['wait=3', 3_000],
    ['wait=0', 0],
    ['WAIT=3', 3_000],
    ['wait=11', 10_000],
    ['wait=999999', 10_000],
    ['respond-async, wait=3', 3_000],
    ['wait=3; foo', 3_000],
    ['wait=x', 10_000],
    ['wait=-1', 10_000],
    ['wait=3x', 10_000],
    ['await=3', 10_000],
    ['respond-asynchronously', 10_000],
    ['return=minimal', 10_000],
  ])('%s waits %d ms', async (prefer, waitMs) => {
    expect((await echoed({ prefer }))['waitMs']).toBe(waitMs);
  });
});

describe('Every answer', () => {
  test('names the request: by the caller’s name for it where that is one', async () => {
    for (const id of ['a-1', 'x'.repeat(100)]) {
      const response = await testApp([echo]).ask('GET /lamp', { headers: { 'x-request-id': id } });
      expect(response.headers.get('x-request-id')).toBe(id);
      expect(await response.json()).toMatchObject({ id });
    }
    for (const strange of ['two words', 'x'.repeat(101), '<b>']) {
      const headers = { 'x-request-id': strange };
      const response = await testApp([echo]).ask('GET /lamp', { headers });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('names the path as the route has it, however it was written', async () => {
    const at = lampFunction({
      ...echo,
      route: 'GET /lamps/{name}',
      params: z.strictObject({ name: z.string().toLowerCase() }),
    });
    const { ask } = testApp([at]);
    for (const written of ['a%20b', '%41%20b', 'A%20B'])
      expect(await (await ask(`GET /lamps/${written}`)).json()).toMatchObject({
        path: '/lamps/a%20b',
      });
  });
});

describe('A failure', () => {
  afterEach(() => vi.useRealTimers());

  const failing = (error: Error) =>
    testApp([
      lampFunction({
        handle: () => {
          throw error;
        },
      }),
    ]);

  test.each([
    [
      'of ours is an error without a word of what it was',
      new TypeError('s3cret of line 7'),
      500,
      'internal_error',
      null,
    ],
    [
      'of a statement is ours too',
      new DatabaseRefused('s3cret column', '42703'),
      500,
      'internal_error',
      null,
    ],
    [
      'of the database is told to come again',
      new DatabaseUnavailable('s3cret host'),
      503,
      'unavailable',
      '1',
    ],
    [
      'of a commit is told not to be known',
      new CommitUnknown('s3cret host'),
      503,
      'outcome_unknown',
      '1',
    ],
  ])('%s', async (_what, error, status, code, retryAfter) => {
    const { ask, logged } = failing(error);
    const response = await ask('GET /lamp');
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(problem);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    expect(JSON.parse(text).code).toBe(code);
    expect(text).not.toContain('s3cret');
    expect(logged).toEqual(status === 500 ? [{ message: 'a function failed', error }] : []);
  });

  test('to answer within the time is told', async () => {
    // A wait ends with a turn of the event loop, which is a real one.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { ask } = testApp([lampFunction({ handle: () => new Promise(() => {}) })]);
    const asked = ask('GET /lamp');
    await vi.advanceTimersByTimeAsync(20_000);
    const response = await asked;
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ code: 'timed_out' });
  });

  test('to keep up is told to those who are too many', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { ask } = testApp([
      lampFunction({
        handle: async () => {
          await promise;
          return { status: 200, body: { name: 'hall', watts: 7 } };
        },
      }),
    ]);
    const waiting = Array.from({ length: 2000 }, () => ask('GET /lamp'));
    const refused = await ask('GET /lamp');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'busy' });
    resolve();
    const answers = await Promise.all(waiting);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await ask('GET /lamp')).status).toBe(200);
  });

  test.each([
    ['a status', { status: 201, body: { name: 'hall', watts: 7 } }],
    ['a refusal', { refusal: 'lamp_broken' }],
    ['a refusal that others may give', { refusal: 'version_conflict' }],
    ['a refusal by the name of something else', { refusal: 'toString' }],
  ])('to declare %s it answers with is ours', async (_what, answer) => {
    const { ask, logged } = testApp([lampFunction({ handle: () => answer })]);
    const response = await ask('GET /lamp');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'internal_error' });
    expect(String(logged[0]?.error)).toMatch(/show-lamp .* which it does not declare/);
  });
});

describe('A declaration does not start', () => {
  test.each([
    ['without a permission', { permission: undefined }, /permission/],
    ['with an empty permission', { permission: '' }, /permission/],
    ['with a route that is none', { route: '/lamp' }, /METHOD \/path/],
    ['scoped by a parameter it has not', { permission: 'x', scope: 'lampId' }, /lampId/],
    ['with parameters that nothing checks', { route: 'GET /lamps/{lampId}' }, /nothing checks/],
    ['with a refusal that has no title', { answers: { 200: Lamp, 409: ['lamp_broken'] } }, /title/],
    [
      'with a refusal under another status',
      { answers: { 409: ['lamp_broken'] }, problems: { lamp_broken: { status: 410, title: 'X' } } },
      /410, not 409/,
    ],
  ])('%s', (_what, changed, reason) => {
    expect(() => testApp([lampFunction(changed)])).toThrow(reason);
  });
});
