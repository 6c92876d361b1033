import { describe, expect, expectTypeOf, test } from 'vitest';
import { createClient } from './client.ts';
import type { ProblemDocument } from './types.ts';

interface Lamp {
  readonly id: string;
  readonly lit: boolean;
}
interface Operations {
  'light-lamp': {
    readonly params: { readonly lampId: string };
    readonly body: { readonly watts: number };
    readonly answers: { readonly 200: Lamp; readonly 202: { readonly status: 'pending' } };
    readonly problems: { readonly 409: 'lamp_broken'; readonly 503: 'busy' };
  };
  'list-lamps': {
    readonly query?: { readonly limit?: number; readonly near?: string };
    readonly answers: { readonly 200: readonly Lamp[] };
    readonly problems: { readonly 429: 'rate_limited' };
  };
  'dim-lamp': {
    readonly body: { readonly to: number };
    readonly answers: { readonly 204: null };
    readonly problems: { readonly 503: 'busy' };
  };
}
const routes = {
  'light-lamp': { method: 'POST', path: '/v1/lamps/{lampId}/lightings', keyed: true },
  'list-lamps': { method: 'GET', path: '/v1/lamps', keyed: false },
  'dim-lamp': { method: 'POST', path: '/v1/dimmings', keyed: false },
} as const;

type Answer = Response | Error;
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** A server that gives these answers, one after the other, and a client that waits for nothing. */
function serving(...answers: Answer[]) {
  const seen: Seen[] = [];
  const waited: number[] = [];
  const client = createClient<Operations>(routes, {
    url: 'http://lamps.example/',
    token: () => 'secret',
    newKey: () => 'key-1',
    firstWaitMs: 100,
    waitMsMax: 5_000,
    attemptsMax: 3,
    connectAttemptsMax: 3,
    wait: async (ms) => {
      waited.push(ms);
    },
    fetch: async (url, init) => {
      seen.push({
        method: init?.method ?? '',
        url: String(url),
        headers: init?.headers as Record<string, string>,
        body: init?.body as string | undefined,
      });
      const answer = answers.shift() ?? new Error('nobody there');
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { client, seen, waited };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}
function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return json(
    status,
    { type: `/problems/${code}`, title: 'No', status, code, requestId: 'r1' },
    headers,
  );
}

const lamp = { id: 'l1', lit: true };
const light = { params: { lampId: 'l/1' }, body: { watts: 40 } };

describe('A call', () => {
  test('is the request its operation takes, and its answer a value with a type', async () => {
    const { client, seen } = serving(
      json(200, lamp, {
        etag: '"7"',
        location: '/v1/lamps/l1',
        'x-request-id': 'r1',
        'x-trace-id': 't1',
        'idempotent-replayed': 'true',
      }),
    );
    const outcome = await client.call('light-lamp', {
      ...light,
      headers: { ifMatch: 6, prefer: 'wait=2' },
    });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: 'http://lamps.example/v1/lamps/l%2F1/lightings',
        headers: {
          accept: 'application/json, application/problem+json',
          authorization: 'Bearer secret',
          'content-type': 'application/json',
          'idempotency-key': 'key-1',
          'if-match': '"6"',
          prefer: 'wait=2',
        },
        body: '{"watts":40}',
      },
    ]);
    expect(outcome).toEqual({
      kind: 'done',
      status: 200,
      body: lamp,
      facts: {
        requestId: 'r1',
        traceId: 't1',
        location: '/v1/lamps/l1',
        version: 7,
        replayed: true,
      },
    });
    if (outcome.kind === 'done' && outcome.status === 200)
      expectTypeOf(outcome.body).toEqualTypeOf<Lamp>();
    if (outcome.kind === 'done' && outcome.status === 202)
      expectTypeOf(outcome.body).toEqualTypeOf<{ readonly status: 'pending' }>();
    if (outcome.kind === 'refused' && outcome.status === 409)
      expectTypeOf(outcome.problem).toEqualTypeOf<ProblemDocument<'lamp_broken'>>();
  });

  test('that needs nothing is given nothing; what is undefined is not asked for', async () => {
    const { client, seen } = serving(json(200, []), json(200, []));
    await client.call('list-lamps');
    await client.call('list-lamps', { query: { limit: 5, near: 'a&b' } });
    expect(seen.map(({ url }) => url)).toEqual([
      'http://lamps.example/v1/lamps',
      'http://lamps.example/v1/lamps?limit=5&near=a%26b',
    ]);
    expect(seen[0]?.headers['idempotency-key']).toBeUndefined();
  });

  test('does not compile with a wrong name, a missing part or a wrong type', async () => {
    const { client } = serving();
    // @ts-expect-error There is no such operation.
    await expect(client.call('break-lamp')).rejects.toThrow();
    // @ts-expect-error The lamp and the watts must be given.
    await expect(client.call('light-lamp')).rejects.toThrow('needs lampId');
    // @ts-expect-error Watts are a number.
    await client.call('light-lamp', { ...light, body: { watts: '40' } });
  });

  test('gives a refusal as a value', async () => {
    const { client, seen } = serving(problem(409, 'lamp_broken'));
    const outcome = await client.call('light-lamp', light);
    expect(outcome).toMatchObject({
      kind: 'refused',
      status: 409,
      problem: { code: 'lamp_broken', requestId: 'r1' },
    });
    expect(seen.length).toBe(1);
  });

  test('with an empty answer has no body', async () => {
    const { client } = serving(new Response(null, { status: 204 }));
    expect(await client.call('dim-lamp', { body: { to: 5 } })).toMatchObject({
      kind: 'done',
      status: 204,
      body: null,
    });
  });
});

describe('A call that is told "later"', () => {
  test('is repeated with the same key, when the server says', async () => {
    const { client, seen, waited } = serving(
      problem(429, 'rate_limited', { 'retry-after': '2' }),
      problem(503, 'busy', { 'retry-after': '900' }),
      json(200, lamp),
    );
    expect(await client.call('light-lamp', light)).toMatchObject({ kind: 'done', status: 200 });
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'key-1',
      'key-1',
      'key-1',
    ]);
    expect(waited).toEqual([2_000, 5_000]);
  });

  test('gives up after its last try, with the last refusal', async () => {
    const answers = Array.from({ length: 5 }, () => problem(503, 'busy'));
    const { client, seen, waited } = serving(...answers);
    expect(await client.call('light-lamp', light)).toMatchObject({
      kind: 'refused',
      problem: { code: 'busy' },
    });
    expect(seen.length).toBe(3);
    expect(waited).toEqual([100, 200]);
  });

  test('is repeated after 429 alone where a repeat could do it twice', async () => {
    const { client, seen } = serving(problem(429, 'rate_limited'), problem(503, 'busy'));
    expect(await client.call('dim-lamp', { body: { to: 5 } })).toMatchObject({ status: 503 });
    expect(seen.length).toBe(2);
  });
});

describe('A call that nobody answers', () => {
  test('is repeated where that is safe, and then is of unknown outcome', async () => {
    const { client, seen } = serving();
    expect(await client.call('light-lamp', light)).toEqual({
      kind: 'unknown',
      reason: 'nobody there',
    });
    expect(seen.length).toBe(3);
    const other = serving();
    expect(await other.client.call('dim-lamp', { body: { to: 5 } })).toMatchObject({
      kind: 'unknown',
    });
    expect(other.seen.length).toBe(1);
    const harmless = serving();
    await harmless.client.call('dim-lamp', { body: { to: 5 }, repeatable: true });
    expect(harmless.seen.length).toBe(3);
  });

  test('is of unknown outcome, too, when something else answers', async () => {
    const page = () => new Response('<h1>Bad gateway</h1>', { status: 502 });
    expect(await serving(page()).client.call('light-lamp', light)).toEqual({
      kind: 'unknown',
      reason: 'an answer with status 502 that is not JSON',
    });
    expect(await serving(json(500, { error: 'x' })).client.call('light-lamp', light)).toEqual({
      kind: 'unknown',
      reason: 'an answer with status 500 that is no problem',
    });
  });

  test('ends in time, and when its caller ends it', async () => {
    const hanging = (more: object) =>
      createClient<Operations>(routes, {
        url: '',
        connectAttemptsMax: 1,
        fetch: (_url, init) =>
          new Promise((_resolve, reject) => {
            const { signal } = init ?? {};
            if (signal?.aborted === true) reject(signal.reason);
            signal?.addEventListener('abort', () => reject(signal.reason));
          }),
        ...more,
      });
    const late = await hanging({ timeoutMs: 5 }).call('list-lamps');
    expect(late).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('timeout') });
    const ended = new AbortController();
    const call = hanging({ connectAttemptsMax: 9 }).call('list-lamps', { signal: ended.signal });
    ended.abort(new Error('enough'));
    expect(await call).toEqual({ kind: 'unknown', reason: 'enough' });
  });
});
