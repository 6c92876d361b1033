import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Running } from '#shared/consume/relay.ts';
import { fact, testSubscriber } from '#shared/push/testing/house.ts';
import { runTrigger } from '#shared/push/trigger.ts';
import listDeadLetters from './list-dead-letters.ts';
import retryDeadLetter from './retry-dead-letter.ts';
import { type OperatedHouse, operatedHouse } from './testing/house.ts';

const patience = { timeout: 10_000, interval: 10 };
const otherTenant = '0190a5f0-0000-7000-8000-000000000002';
let house: OperatedHouse;
let topic: string;
let running: Running;
let healthy = false;
const delivered: string[] = [];

/** Five events that no retry helps, one of them of another tenant. */
beforeAll(async () => {
  house = await operatedHouse([listDeadLetters, retryDeadLetter]);
  topic = await house.topic(1);
  for (const id of ['a', 'b', 'c', 'd'])
    await house.append(topic, fact(id, { data: '{"name":"x","personal":"sealed"}' }));
  await house.append(topic, fact('e', { extensions: { tenantid: otherTenant } }));
  const declaration = testSubscriber({
    name: 'note-things',
    order: 'ordered',
    handle: async () => ({ outcome: 'done' }),
  });
  running = await runTrigger(declaration, house.main.engines, {
    broker: { name: 'things', topic, external: false },
    limits: { watchMs: 20 },
    async dispatch({ id }) {
      delivered.push(id);
      return healthy ? new Response(null) : new Response('it does not fit', { status: 422 });
    },
  });
  await vi.waitFor(async () => {
    const { body } = await house.call('GET /v1/dead-letters');
    expect(body.deadLetters).toHaveLength(5);
  }, patience);
});
afterAll(async () => {
  await running.stop();
  await house.close();
});

const ids = (body: { deadLetters: { attributes: { id: string } }[] }) =>
  body.deadLetters.map(({ attributes }) => attributes.id);

describe('the list of dead letters', () => {
  test('tells what failed, where and why, newest first, and nothing of the data', async () => {
    const { status, body } = await house.call('GET /v1/dead-letters');
    expect(status).toBe(200);
    expect(ids(body)).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(body.nextCursor).toBeUndefined();
    const { data: _data, extensions, ...attributes } = fact('d');
    expect(body.deadLetters[1]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      trigger: 'note-things',
      topic,
      partition: 0,
      offset: 3,
      code: 422,
      error: 'it does not fit',
      attributes: { ...attributes, ...extensions },
      failedAt: expect.stringMatching(/^20.*Z$/),
    });
    expect(JSON.stringify(body)).not.toContain('sealed');
  });

  test('comes in pages', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const { body } = await house.call(`GET /v1/dead-letters?limit=2${cursor}`);
      seen.push(...ids(body));
      cursor = `&cursor=${body.nextCursor}`;
      expect(body.nextCursor === undefined).toBe(page === 2);
    }
    expect(seen).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  test('is kept to one trigger, and to a tenant that may ask', async () => {
    const named = async (trigger: string) =>
      ids((await house.call(`GET /v1/dead-letters?trigger=${trigger}`)).body);
    expect(await named('note-things')).toHaveLength(5);
    expect(await named('other')).toEqual([]);
    expect(ids((await house.call('GET /v1/dead-letters', 'tenant')).body)).toEqual([
      'd',
      'c',
      'b',
      'a',
    ]);
  });

  test.each([
    ['somebody without the right', 'GET /v1/dead-letters', 'nobody', 403],
    ['a page that is too long', 'GET /v1/dead-letters?limit=101', 'operator', 400],
    ['a cursor of nobody', 'GET /v1/dead-letters?cursor=xyz', 'operator', 400],
    [
      'a cursor of something else',
      `GET /v1/dead-letters?cursor=${Buffer.from('["a","b"]').toString('base64url')}`,
      'operator',
      400,
    ],
  ] as const)('refuses %s', async (_what, route, as, status) => {
    expect((await house.call(route, as)).status).toBe(status);
  });
});

describe('delivering a dead letter again', () => {
  const retry = (id: string, key: string, as: 'operator' | 'tenant' | 'nobody' = 'operator') =>
    house.call(`POST /v1/dead-letters/${id}/retries`, as, { 'idempotency-key': key });

  async function letterOf(eventId: string) {
    const { body } = await house.call('GET /v1/dead-letters');
    return body.deadLetters.find(
      ({ attributes }: { attributes: { id: string } }) => attributes.id === eventId,
    );
  }

  test('gives it to its trigger once, however often it is asked for', async () => {
    healthy = true;
    delivered.length = 0;
    const { id } = await letterOf('b');
    const first = await retry(id, 'key-1');
    expect([first.status, first.body]).toEqual([202, { id, status: 'queued' }]);
    const repeated = await retry(id, 'key-1');
    expect([repeated.status, repeated.body]).toEqual([202, { id, status: 'queued' }]);
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    const again = await retry(id, 'key-2');
    expect([again.status, again.body.code]).toEqual([409, 'dead_letter_retried']);
    await vi.waitFor(() => expect(delivered).toEqual(['b']), patience);
    expect((await letterOf('b')).retriedAt).toMatch(/^20.*Z$/);
    expect((await house.call('GET /v1/dead-letters')).body.deadLetters).toHaveLength(5);
  });

  test('that fails again is a dead letter again', async () => {
    healthy = false;
    delivered.length = 0;
    const { id } = await letterOf('a');
    expect((await retry(id, 'key-3')).status).toBe(202);
    await vi.waitFor(async () => {
      const { body } = await house.call('GET /v1/dead-letters');
      expect(ids(body)).toEqual(['a', 'e', 'd', 'c', 'b', 'a']);
    }, patience);
    expect(delivered).toEqual(['a']);
  });

  test('needs the right, the key and a dead letter of the tenant', async () => {
    const { id } = await letterOf('e');
    expect((await retry(id, 'key-4', 'nobody')).status).toBe(403);
    expect((await retry(id, 'key-5', 'tenant')).body.code).toBe('dead_letter_unknown');
    expect((await retry(randomUUID(), 'key-6')).status).toBe(404);
    expect((await house.call(`POST /v1/dead-letters/${id}/retries`)).body.code).toBe(
      'idempotency_key_missing',
    );
  });
});
