import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommitUnknown, type Database, DatabaseUnavailable } from '#shared/database/database.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { binaryMessage, parseHttpEvent, structuredMessage } from '#shared/events/http-event.ts';
import type { Delivered, SubscriberDeclaration } from '#shared/function/declare.ts';
import { subscriberApp } from './subscriber-app.ts';
import {
  fact,
  type PushHouse,
  type PushProcess,
  pushHouse,
  tenantId,
  testSubscriber,
} from './testing/house.ts';

let house: PushHouse;
let main: PushProcess;
let owner: pg.Client;
beforeAll(async () => {
  house = await pushHouse();
  main = house.process();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

async function post(declaration: SubscriberDeclaration, event: CloudEvent, engines = main.engines) {
  const { headers, body } = binaryMessage(event);
  const app = subscriberApp(declaration, engines);
  const response = await app.request('/', { method: 'POST', headers, body });
  return { response, text: await response.text() };
}

function answering(delivered: Delivered, transaction: 'none' | 'read' | 'write' = 'none') {
  return testSubscriber({ transaction, handle: async () => delivered });
}

function refusing(error: Error): Database {
  const refuse = () => Promise.reject(error);
  return { read: refuse, write: refuse, close: async () => undefined };
}

async function count(table: string, subscriber: string): Promise<number> {
  const column = table === 'inbox' ? 'subscriber' : 'subject';
  const { rows } = await owner.query(
    `select count(*)::int as n from integrations.${table} where ${column} = $1`,
    [subscriber],
  );
  return rows[0].n;
}

describe('a subscriber answers', () => {
  test.each<[Delivered, number, string]>([
    [{ outcome: 'done' }, 202, ''],
    [{ outcome: 'nothing_to_do' }, 204, ''],
    [{ outcome: 'refused', reason: 'never' }, 422, 'never'],
    [{ outcome: 'later', reason: 'not yet' }, 503, 'not yet'],
  ])('%j with %i', async (delivered, status, said) => {
    for (const transaction of ['none', 'read', 'write'] as const) {
      const { response, text } = await post(answering(delivered, transaction), fact('e-1'));
      expect([transaction, response.status, text]).toEqual([transaction, status, said]);
    }
  });

  test('with a reply in the tenant and under the key of what it answers', async () => {
    const reply = fact('r-1', {
      type: 'thing.answered.v1',
      extensions: { tenantid: 'forged', sequence: '9', correlationid: 'own' },
    });
    const { partitionkey: _none, ...extensions } = reply.extensions;
    const unkeyed = { ...reply, extensions };
    const subscribed = answering({ outcome: 'done', reply: unkeyed });
    const { response, text } = await post(subscribed, fact('e-1'));
    expect(response.status).toBe(200);
    expect(parseHttpEvent(Object.fromEntries(response.headers), Buffer.from(text))).toEqual({
      ...reply,
      extensions: {
        tenantid: tenantId,
        partitionkey: 'thing-1',
        correlationid: 'own',
        causationid: 'e-1',
        traceparent: expect.stringMatching(/^00-/),
      },
    });
  });

  test('a structured event as a binary one', async () => {
    const { headers, body } = structuredMessage(fact('e-1'));
    const app = subscriberApp(answering({ outcome: 'done' }), main.engines);
    expect((await app.request('/', { method: 'POST', headers, body })).status).toBe(202);
  });

  test('with 400 what is not an event, with 413 what is too large, with 405 other methods', async () => {
    const app = subscriberApp(answering({ outcome: 'done' }), main.engines);
    const headers = { 'content-type': 'application/json' };
    expect((await app.request('/', { method: 'POST', headers, body: '{}' })).status).toBe(400);
    const body = 'x'.repeat(3 * 1024 * 1024);
    expect((await app.request('/', { method: 'POST', headers, body })).status).toBe(413);
    expect((await app.request('/')).status).toBe(405);
  });

  test.each([
    ['without a tenant', fact('e', { extensions: { tenantid: '' } }), 'its tenantid is not a UUID'],
    ['without a name', fact('e', { data: '{}' }), /^data\/name: /],
    ['with broken JSON', fact('e', { data: '{' }), 'its data is not JSON'],
    ['without data', fact('e', { data: '' }), /^data: /],
    ['with text', fact('e', { data: 'so', datacontenttype: 'text/plain' }), /^data: /],
  ])('an event %s with 422', async (_what, event, reason) => {
    const { response, text } = await post(answering({ outcome: 'done' }), event);
    expect(response.status).toBe(422);
    expect(text).toMatch(reason);
  });

  test('with what it was given, unknown fields aside', async () => {
    let given: unknown;
    const noting = testSubscriber({
      handle: async (input) => {
        given = input;
        return { outcome: 'done' };
      },
    });
    const event = fact('e-1', { data: '{"name":"a","new":true}' });
    await post(noting, event);
    expect(given).toEqual({ event, data: { name: 'a' } });
  });

  test('a thrown error with 500, and the world’s with 503', async () => {
    const throwing = testSubscriber({
      handle: async () => {
        throw new Error('a bug with secrets');
      },
    });
    expect(await post(throwing, fact('e-1'))).toMatchObject({
      response: { status: 500 },
      text: 'something is wrong on our side',
    });
    for (const error of [new DatabaseUnavailable('away'), new CommitUnknown('lost')]) {
      const { engines } = house.process({ database: () => refusing(error) });
      const { response } = await post(
        answering({ outcome: 'done' }, 'write'),
        fact('e-1'),
        engines,
      );
      expect(response.status).toBe(503);
    }
  });

  test('in the trace of the event', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const reply = fact('r-1');
    const { response } = await post(
      answering({ outcome: 'done', reply }),
      fact('e-1', { extensions: { traceparent } }),
    );
    expect(response.headers.get('ce-traceparent')?.slice(3, 35)).toBe(
      '0af7651916cd43dd8448eb211c80319c',
    );
  });
});

describe('a subscriber that writes', () => {
  function emitting(delivered: Delivered = { outcome: 'done' }) {
    const calls: string[] = [];
    const declaration = testSubscriber({
      transaction: 'write',
      handle: async ({ event }, tools) => {
        if (!('emit' in tools)) throw new Error('it writes');
        calls.push(`${event.id} ${tools.derivedId}`);
        const { name } = declaration;
        tools.emit({ type: 'noted.v1', subject: name, partitionKey: 'k', data: { n: 1 } });
        return delivered;
      },
    });
    return { declaration, calls };
  }

  test('handles an event once, however often and at once it comes', async () => {
    const { declaration, calls } = emitting();
    const copies = Array.from({ length: 8 }, () => post(declaration, fact('e-1')));
    for (const { response, text } of await Promise.all(copies))
      expect([response.status, text]).toEqual([202, '']);
    expect(calls).toHaveLength(1);
    expect(await count('inbox', declaration.name)).toBe(1);
    expect(await count('events', declaration.name)).toBe(1);
  });

  test('knows events apart by source, id and tenant', async () => {
    const { declaration, calls } = emitting();
    const other = '0190a5f0-0000-7000-8000-000000000002';
    await post(declaration, fact('e-1'));
    await post(declaration, fact('e-2'));
    await post(declaration, fact('e-1', { source: '/elsewhere' }));
    await post(declaration, fact('e-1', { extensions: { tenantid: other } }));
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map((call) => call.split(' ')[1])).size).toBe(4);
  });

  test('gives what it makes of an event the same id each time', async () => {
    const { declaration, calls } = emitting({ outcome: 'later', reason: 'no' });
    await post(declaration, fact('e-1'));
    await post(declaration, fact('e-1'));
    expect(calls).toHaveLength(2);
    expect(calls[0]).toBe(calls[1]);
  });

  test.each<Delivered>([
    { outcome: 'refused', reason: 'no' },
    { outcome: 'later', reason: 'no' },
  ])('leaves nothing behind when it says %j', async (delivered) => {
    const { declaration } = emitting(delivered);
    await post(declaration, fact('e-1'));
    expect(await count('inbox', declaration.name)).toBe(0);
    expect(await count('events', declaration.name)).toBe(0);
  });

  test('writes facts that tell their cause, and wakes the relay', async () => {
    const { declaration } = emitting();
    const { engines } = main;
    let woken = 0;
    await engines.channels.subscribe('outbox.integrations', () => {
      woken += 1;
    });
    await post(declaration, fact('e-1', { extensions: { correlationid: 'c-1' } }), engines);
    const { rows } = await owner.query(
      `select tenant_id, type, correlation_id, causation_id, data from integrations.events where subject = $1`,
      [declaration.name],
    );
    expect(rows).toEqual([
      {
        tenant_id: tenantId,
        type: 'noted.v1',
        correlation_id: 'c-1',
        causation_id: 'e-1',
        data: JSON.stringify({ n: 1, actor: { kind: 'job', id: declaration.name } }),
      },
    ]);
    expect(woken).toBe(1);
  });
});
