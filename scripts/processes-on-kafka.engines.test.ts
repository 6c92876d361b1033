/** Functions as processes of their own, from their bundles, on real Kafka and PostgreSQL. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { type KafkaEngine, kafkaEngine } from './engines/kafka.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  makeTopics,
  type Signing,
  signing,
  startFunction,
} from './testing/bundles.ts';
import { type Answer, type Desk, deskAt, property, stay } from './testing/desk.ts';

const patience = { timeout: 60_000, interval: 50 };

const names = ['submit-reservation', 'decide-reservations', 'relay-reservations'];
const tenantId = randomUUID();
let kafka: KafkaEngine;
let bundles: Bundles;
let keys: Signing;
let database: TestDatabase;
let owner: pg.Client;
let started: FunctionProcess[];

beforeAll(async () => {
  kafka = await kafkaEngine();
  [bundles, keys] = await Promise.all([
    buildBundles([...names, 'project-arrivals', 'open-property']),
    signing(),
  ]);
});
afterAll(async () => {
  await bundles?.remove();
  await kafka?.close();
});
beforeEach(async () => {
  started = [];
  database = await testDatabase();
  await makeTopics(
    database.url,
    kafkaEventLog({
      access: { brokers: [kafka.brokers], clientId: 'test' },
      report: () => undefined,
    }),
  );
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await owner.end();
  await database.close();
});

function start(name: string, env: Record<string, string> = {}): FunctionProcess {
  const running = startFunction(bundles, name, {
    ...keys.env,
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafka.brokers,
    ...env,
  });
  started.push(running);
  return running;
}

async function desk(running: FunctionProcess): Promise<Desk> {
  return deskAt(await running.url, await keys.token(tenantId, 'tenant_admin'));
}

/** By one key, as often as a machine that is busy needs it. */
async function sent(desk: Desk, path: string, body: object): Promise<Answer> {
  const key = randomUUID();
  return vi.waitFor(async () => {
    const answer = await desk.post(path, body, key);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer;
  }, patience);
}

test('take a booking together, and go when they are told to', async () => {
  for (const name of ['decide-reservations', 'relay-reservations', 'project-arrivals']) start(name);
  const opened = await sent(await desk(start('open-property')), '/v1/properties', property(5));
  const door = await desk(start('submit-reservation'));
  const path = `/v1/properties/${opened.body.id}/reservations`;
  const booked = await sent(door, path, stay(1, 2));
  expect(booked.body.status).toBe('confirmed');
  await vi.waitFor(async () => {
    const { rows } = await owner.query('select reservation_id from reservations.arrivals');
    expect(rows).toEqual([{ reservation_id: booked.body.id }]);
  }, patience);
  for (const { child } of started) child.kill('SIGTERM');
  expect(await Promise.all(started.map(({ ended }) => ended))).toEqual([0, 0, 0, 0, 0]);
});

test('say in one sentence what is wrong with their Kafka', async () => {
  const lacking = start('submit-reservation', {
    KAFKA_BROKERS: 'nowhere',
    KAFKA_SASL_MECHANISM: 'PLAIN',
  });
  expect(await lacking.ended).toBe(78);
  expect(lacking.output()).toBe(
    'The environment is not complete: KAFKA_BROKERS: is not host:port,host:port; ' +
      'KAFKA_SASL_USERNAME: is missing, and KAFKA_SASL_MECHANISM is PLAIN; ' +
      'KAFKA_SASL_PASSWORD: is missing, and KAFKA_SASL_MECHANISM is PLAIN; ' +
      'KAFKA_TLS: is needed by KAFKA_SASL_MECHANISM=PLAIN, which hides nothing by itself.',
  );
});
