import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventOfRecord } from '#shared/events/fact-record.ts';
import { binaryMessage, structuredMessage } from '#shared/events/http-event.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { Principal } from '#shared/function/principal.ts';
import type { Appended } from '#shared/log/log.ts';
import { inProcess } from './dispatch.ts';
import { brokerIngress } from './ingress.ts';
import { subscriberApp } from './subscriber-app.ts';
import {
  fact,
  type PushHouse,
  type PushProcess,
  pushHouse,
  tenantId,
  testSubscriber,
} from './testing/house.ts';
import { runTrigger } from './trigger.ts';

let house: PushHouse;
let main: PushProcess;
let topic: string;
beforeAll(async () => {
  house = await pushHouse();
  topic = await house.topic(4);
  main = house.process({ verify });
});
afterAll(() => house.close());

const sender: Principal = {
  subject: 'a-system',
  kind: 'channel',
  tenantId,
  permissions: new Set(['events:produce']),
  scopes: 'all',
  client: 'a-system',
  policies: {},
};
function verify(token: string) {
  return token === 'good' ? sender : { ...sender, permissions: new Set<string>() };
}

const given = fact('e-1', {
  subject: 'thing-1',
  extensions: { tenantid: 'forged', sequence: '99', partitionkey: 'k-1' },
});

async function post(
  message: { headers: Readonly<Record<string, string>>; body: string },
  more: { path?: string; token?: string; engines?: Engines } = {},
) {
  const { path = '/broker/inbound', token = 'good', engines = main.engines } = more;
  const brokers = [
    { name: 'inbound', topic, external: true },
    { name: 'things', topic, external: false },
  ];
  const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
  return brokerIngress(engines, brokers).request(path, {
    method: 'POST',
    headers: { ...message.headers, ...authorization },
    body: message.body,
  });
}

async function stored(id: string) {
  const records = await house.records(topic);
  return records.filter(({ headers }) => headers['ce_id'] === id);
}

describe('a broker that is open to producers', () => {
  test.each([
    ['binary', binaryMessage],
    ['structured', structuredMessage],
  ])('has an accepted event of %s mode in its log, in the sender’s tenant', async (mode, write) => {
    const response = await post(write({ ...given, id: mode }));
    expect([response.status, await response.text()]).toEqual([202, '']);
    const [record, ...others] = await stored(mode);
    expect(others).toEqual([]);
    expect(record?.key).toBe(`${tenantId}:k-1`);
    expect(record && eventOfRecord(record)).toEqual({
      ...given,
      id: mode,
      extensions: {
        tenantid: tenantId,
        partitionkey: `${tenantId}:k-1`,
        traceparent: expect.stringMatching(/^00-/),
      },
    });
  });

  test.each([
    ['its subject', fact('by-subject', { subject: 's-1' }), 's-1'],
    ['its id', { ...fact('by-id'), subject: '' }, 'by-id'],
    [
      'the beginning of a long key',
      fact('long', { extensions: { partitionkey: 'k'.repeat(5_000) } }),
      'k'.repeat(1_000),
    ],
  ])('orders an event by %s', async (_what, event, key) => {
    const { partitionkey, ...extensions } = event.extensions;
    const long = partitionkey !== undefined && partitionkey.length > 10;
    const { subject, ...others } = event;
    const sent = {
      ...others,
      ...(subject === '' ? {} : { subject: subject ?? '' }),
      extensions: long ? event.extensions : extensions,
    };
    expect((await post(binaryMessage(sent))).status).toBe(202);
    expect((await stored(event.id)).map((record) => record.key)).toEqual([`${tenantId}:${key}`]);
  });

  test.each<[string, number, Parameters<typeof post>[1], { headers?: object; body?: string }]>([
    ['what is no event', 400, {}, { headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['an event without a token', 401, { token: '' }, {}],
    ['an event of somebody who may not', 403, { token: 'weak' }, {}],
    ['an event for a broker nobody knows', 404, { path: '/broker/other' }, {}],
    ['a forged fact', 404, { path: '/broker/things' }, {}],
    ['a body of 3 MiB', 413, {}, { body: 'x'.repeat(3 * 1024 * 1024) }],
    ['data of more than 1 MiB', 413, {}, { body: 'x'.repeat(1024 * 1024 + 1) }],
  ])('refuses %s with %i', async (_what, status, more, message) => {
    const before = (await house.records(topic)).length;
    const { headers, body } = binaryMessage(fact('refused'));
    const response = await post(
      { headers: { ...(message.headers ?? headers) }, body: message.body ?? body },
      more,
    );
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await house.records(topic)).toHaveLength(before);
  });

  test('takes POST alone', async () => {
    const response = await brokerIngress(main.engines, []).request('/broker/inbound');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test.each<[Appended, string]>([
    ['refused', 'unavailable'],
    ['unknown', 'outcome_unknown'],
  ])('says when the log answered "%s"', async (appended, code) => {
    const log = { ...main.engines.log, append: async () => appended };
    const response = await post(binaryMessage(given), { engines: { ...main.engines, log } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ code });
  });
});

test('an event that is sent twice goes through broker, trigger and inbox, and is handled once', async () => {
  const handled: string[] = [];
  const declaration = testSubscriber({
    name: 'end-to-end',
    transaction: 'write',
    filters: [{ exact: { type: 'twice.v1' } }],
    async handle({ event, data }, tools) {
      if (!('emit' in tools)) throw new Error('it writes');
      handled.push(event.id);
      tools.emit({ type: 'noted.v1', subject: 's', partitionKey: 's', data: { data } });
      return { outcome: 'done' };
    },
  });
  const answers: number[] = [];
  const deliver = inProcess(subscriberApp(declaration, main.engines));
  const running = await runTrigger(declaration, main.engines, {
    broker: { name: 'inbound', topic, external: true },
    async dispatch(event) {
      const response = await deliver(event);
      answers.push(response.status);
      return response;
    },
  });
  const event = fact('twice', { type: 'twice.v1' });
  expect((await post(binaryMessage(event))).status).toBe(202);
  expect((await post(structuredMessage(event))).status).toBe(202);
  await vi.waitFor(() => expect(answers).toEqual([202, 202]), { timeout: 10_000 });
  expect(handled).toEqual(['twice']);
  const owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
  const { rows } = await owner.query(
    `select data, causation_id from integrations.events where type = 'noted.v1'`,
  );
  await owner.end();
  const actor = { kind: 'job', id: 'end-to-end' };
  const data = JSON.stringify({ data: { name: 'twice' }, actor });
  expect(rows).toEqual([{ data, causation_id: 'twice' }]);
  await running.stop();
});
