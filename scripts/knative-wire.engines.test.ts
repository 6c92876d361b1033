/**
 * What travels is what Knative's Kafka Broker stores and its dispatcher sends: the official SDK and
 * another client of Kafka read all that we write, and we read all that they write.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CloudEvent, HTTP, Kafka as KafkaBinding } from 'cloudevents';
import { type IHeaders, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CloudEvent as OurEvent } from '#shared/events/cloud-event.ts';
import { eventOfRecord, recordOfEvent } from '#shared/events/fact-record.ts';
import { parseHttpEvent } from '#shared/events/http-event.ts';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import type { EventLog } from '#shared/log/log.ts';
import { httpDispatch } from '#shared/push/dispatch.ts';
import { type KafkaEngine, kafkaEngine } from './engines/kafka.ts';

let kafka: KafkaEngine;
let log: EventLog;
let others: Kafka;
beforeAll(async () => {
  kafka = await kafkaEngine();
  log = kafkaEventLog({
    access: { brokers: [kafka.brokers], clientId: 'test' },
    report: () => undefined,
  });
  others = new Kafka({ clientId: 'others', brokers: [kafka.brokers], logLevel: logLevel.NOTHING });
});
afterAll(async () => {
  await log?.close();
  await kafka?.close();
});

const ours: OurEvent = {
  specversion: '1.0',
  id: '01990000-0000-7000-8000-000000000001',
  source: '/reservations',
  type: 'reservation.confirmed.v1',
  subject: 'reservation é "1"',
  time: '2026-01-01T12:00:00.000Z',
  datacontenttype: 'application/json',
  extensions: { partitionkey: 'a-key', tenantid: 'a-tenant', sequence: '00000000000000000007' },
  data: '{"nights":2,"guest":"Ñ"}',
};

async function topicOf(): Promise<string> {
  const topic = `wire-${randomUUID()}`;
  await log.ensureTopic({ name: topic, partitions: 1, retentionMs: null });
  return topic;
}

/** The first record of a topic, read by a client that is not ours. */
async function readByOthers(topic: string): Promise<KafkaMessage> {
  const consumer = others.consumer({ groupId: randomUUID() });
  const { promise, resolve } = Promise.withResolvers<KafkaMessage>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: async ({ message }) => resolve(message) });
  const message = await promise;
  await consumer.disconnect();
  return message;
}

async function writeByOthers(
  topic: string,
  message: { readonly headers: IHeaders; readonly key: string; readonly value: string },
): Promise<void> {
  const producer = others.producer();
  await producer.connect();
  await producer.send({ topic, messages: [message] });
  await producer.disconnect();
}

/** Of attributes that an event has not, the SDK makes headers without a value. */
function given(headers: object): IHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

function theirs(more: object = {}): CloudEvent<object> {
  return new CloudEvent({
    id: 'their-id',
    source: 'https://example.com/producer',
    type: 'com.example.made',
    time: '2026-01-01T12:00:00.000Z',
    datacontenttype: 'application/json',
    data: { made: 'elsewhere', naïve: true },
    partitionkey: 'their-key',
    ...more,
  });
}

describe('A record in the topic', () => {
  test('that we wrote has the headers of the broker, and is an event to the SDK', async () => {
    const topic = await topicOf();
    expect(await log.append({ topic, partition: 0 }, [recordOfEvent(ours)])).toBe('appended');
    const message = await readByOthers(topic);
    const headers = Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: ours.id,
      ce_source: ours.source,
      ce_type: ours.type,
      ce_subject: ours.subject,
      ce_time: ours.time,
      ce_partitionkey: 'a-key',
      ce_tenantid: 'a-tenant',
      ce_sequence: '00000000000000000007',
    });
    expect(String(message.key)).toBe('a-key');
    const value = String(message.value);
    const stored = { headers, key: 'a-key', value, body: value };
    const event = KafkaBinding.toEvent(stored);
    expect(event).toMatchObject({
      ...{ id: ours.id, source: ours.source, type: ours.type, subject: ours.subject },
      ...{ time: ours.time, tenantid: 'a-tenant', sequence: '00000000000000000007' },
      data: { nights: 2, guest: 'Ñ' },
    });
  });

  test.each(['binary', 'structured'] as const)(
    'that the SDK wrote in %s mode is an event to us',
    async (mode) => {
      const topic = await topicOf();
      const message = KafkaBinding[mode](theirs());
      await writeByOthers(topic, {
        headers: given(message.headers),
        key: String(message.key),
        value: typeof message.value === 'string' ? message.value : JSON.stringify(message.value),
      });
      const [record] = await log.read({ topic, partition: 0 }, 0, 1);
      expect(record?.key).toBe('their-key');
      expect(record && eventOfRecord(record)).toEqual({
        specversion: '1.0',
        id: 'their-id',
        source: 'https://example.com/producer',
        type: 'com.example.made',
        time: '2026-01-01T12:00:00.000Z',
        datacontenttype: 'application/json',
        extensions: { partitionkey: 'their-key' },
        data: '{"made":"elsewhere","naïve":true}',
      });
    },
  );
});

describe('A delivery', () => {
  let server: Server;
  let url: string;
  let heard: { headers: IncomingHttpHeaders; body: string }[];
  let answers: { status: number; headers?: Record<string, string>; body?: string }[];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      heard.push({ headers: request.headers, body: await text(request) });
      const { status, headers, body } = answers.shift() ?? { status: 204 };
      response.writeHead(status, headers).end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server?.close());

  test('of ours is binary, asks for a reply, and is an event to the SDK', async () => {
    heard = [];
    answers = [{ status: 202 }];
    const answer = await httpDispatch(url)(ours);
    expect(answer.status).toBe(202);
    expect(heard).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = heard;
    expect(headers['prefer']).toBe('reply');
    expect(headers['ce-id']).toBe(ours.id);
    const event = HTTP.toEvent({ headers, body }) as CloudEvent<object>;
    expect(event).toMatchObject({
      ...{ id: ours.id, type: ours.type, tenantid: 'a-tenant' },
      data: { nights: 2, guest: 'Ñ' },
    });
    // Encoded as the HTTP binding wants it (3.1.3.2); the SDK leaves it so.
    expect(decodeURIComponent(event.subject ?? '')).toBe(ours.subject);
  });

  test.each(['binary', 'structured'] as const)(
    'answered by an event of the SDK in %s mode is a reply to us',
    async (mode) => {
      heard = [];
      const reply = HTTP[mode](theirs());
      const headers = Object.fromEntries(
        Object.entries(given(reply.headers)).map(([name, value]) => [name, String(value)]),
      );
      answers = [{ status: 200, headers, body: String(reply.body) }];
      const answer = await httpDispatch(url)(ours);
      const body = Buffer.from(await answer.arrayBuffer());
      expect(parseHttpEvent(Object.fromEntries(answer.headers), body)).toMatchObject({
        ...{ id: 'their-id', type: 'com.example.made' },
        extensions: { partitionkey: 'their-key' },
        data: '{"made":"elsewhere","naïve":true}',
      });
    },
  );
});
