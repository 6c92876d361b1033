/** Engines as suites use them: killed, frozen, stopped, and back with their data on their port. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { Admin } from '@platformatic/kafka';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { kafkaEngine } from './kafka.ts';
import { pgbouncerEngine } from './pgbouncer.ts';
import { postgresEngine } from './postgres.ts';
import { redisEngine } from './redis.ts';

const open: { close(): Promise<void> }[] = [];
const kept = <Started extends { close(): Promise<void> }>(engine: Started): Started => {
  open.push(engine);
  return engine;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // told by the query that fails
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function topics(broker: string, make: string[] = []): Promise<string[]> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker], strict: true });
  try {
    if (make.length > 0) await admin.createTopics({ topics: make, partitions: 1, replicas: 1 });
    return await admin.listTopics();
  } finally {
    await admin.close();
  }
}

describe('an engine that was killed is back on its port', () => {
  test('Kafka, with its topics', async () => {
    const kafka = kept(await kafkaEngine());
    await topics(kafka.brokers, ['kept']);
    await kafka.kill();
    expect(kafka.pid()).toBeUndefined();
    await expect(topics(kafka.brokers)).rejects.toThrow('Listing topics failed');
    await kafka.start();
    expect(await topics(kafka.brokers)).toEqual(['kept']);
  });

  test('PostgreSQL, with its rows', async () => {
    const postgres = kept(await postgresEngine());
    await query(postgres.url, 'create table kept as select 7 as x');
    await postgres.kill();
    await expect(query(postgres.url, 'select')).rejects.toThrow('ECONNREFUSED');
    await postgres.start();
    expect(await query(postgres.url, 'select x from kept')).toEqual([{ x: 7 }]);
  });

  test('Redis, durable with its keys and otherwise without', async () => {
    for (const [durable, left] of [
      [true, 'kept'],
      [false, null],
    ] as const) {
      const redis = kept(await redisEngine({ durable }));
      const client = new Redis(redis.url, { retryStrategy: () => 20 });
      client.on('error', () => undefined); // it is killed on purpose
      await client.set('key', 'kept');
      await redis.kill();
      await redis.start();
      expect(await client.get('key')).toBe(left);
      client.disconnect();
    }
  });

  test('pgbouncer, before the same server', async () => {
    const postgres = kept(await postgresEngine());
    const pooler = kept(await pgbouncerEngine({ url: postgres.url }));
    expect(await query(pooler.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await query(pooler.consoleUrl, 'show pools')).toContainEqual(
      expect.objectContaining({ pool_mode: 'transaction', database: 'postgres' }),
    );
    await pooler.kill();
    await expect(query(pooler.url, 'select')).rejects.toThrow('ECONNREFUSED');
    await pooler.start();
    expect(await query(pooler.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

test('an engine that is frozen says nothing, and goes on where it was', async () => {
  const redis = kept(await redisEngine());
  const client = new Redis(redis.url);
  await client.ping();
  redis.freeze();
  const pong = client.ping();
  const quiet = client.ping().then(
    () => 'answered',
    () => 'failed',
  );
  expect(await Promise.race([quiet, passed(200)])).toBe('nothing yet');
  redis.thaw();
  expect(await pong).toBe('PONG');
  client.disconnect();
});

/** That nothing happens can only be seen over a time. */
async function passed(ms: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 'nothing yet';
}

test('an engine that is closed leaves nothing', async () => {
  const redis = await redisEngine();
  expect(existsSync(redis.directory)).toBe(true);
  await redis.close();
  expect(existsSync(redis.directory)).toBe(false);
});

test('`make engines` prints where they are, once and the same again, until they are stopped', async () => {
  const make = async (target: string) =>
    (await promisify(execFile)('make', ['-s', target], { encoding: 'utf8' })).stdout;
  const printed = await make('engines');
  try {
    const names = printed.match(/^\w+(?==)/gm);
    expect(names).toEqual(['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL', 'PGBOUNCER_URL']);
    expect(await make('engines')).toBe(printed);
    expect(await topics(/KAFKA_BROKERS='(.*)'/.exec(printed)?.[1] ?? '')).toEqual([]);
  } finally {
    await make('engines-stop');
  }
  const database = /DATABASE_URL='(.*)'/.exec(printed)?.[1] ?? '';
  await expect(query(database, 'select')).rejects.toThrow('ECONNREFUSED');
});
