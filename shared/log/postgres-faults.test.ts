/** What holds when connections break, statements are rolled back and nobody is told. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { encodeBatch } from './codec.ts';
import type { Appended } from './log.ts';
import {
  type PostgresEventLog,
  type PostgresEventLogOptions,
  postgresEventLog,
} from './postgres.ts';
import { endsChannel, endsOf } from './postgres-announce.ts';
import { keysOf, noting, numbered, readAll } from './testing.ts';

const patience = { timeout: 15_000, interval: 10 };
const quick = { leaseMs: 2_000, renewMs: 500, commitMs: 20 };
let house: TestDatabase;
let owner: pg.Client;
const logs: PostgresEventLog[] = [];
beforeAll(async () => {
  house = await testDatabase();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
});
afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

function connect(options: Partial<PostgresEventLogOptions> = {}): PostgresEventLog {
  const log = postgresEventLog({ url: house.url, ...quick, report: () => undefined, ...options });
  logs.push(log);
  return log;
}

async function madeTopic(
  log: PostgresEventLog,
  partitions = 1,
  retentionMs: number | null = null,
): Promise<string> {
  const name = `topic-${randomUUID()}`;
  await log.ensureTopic({ name, partitions, retentionMs });
  return name;
}

async function topicId(name: string): Promise<number> {
  return (await owner.query('select id from log.topics where name = $1', [name])).rows[0].id;
}

describe('offsets', () => {
  test('have no gap when connections are cut and statements time out, and the answers were true', async () => {
    const first = connect({ statementTimeoutMs: 300 });
    const second = connect({ statementTimeoutMs: 300 });
    const reader = connect();
    const topic = await madeTopic(first);
    const consumer = noting();
    const subscription = await reader.subscribe({
      ...consumer.member('m'),
      group: 'g',
      topic,
      batchRecordsMax: 50,
    });
    const outcomes = new Map<string, Appended>();
    let sabotaging = true;
    const writers = [first, second, first, second].map(async (log, writer) => {
      for (let n = 0; sabotaging || n < 50; n += 1) {
        const records = numbered(n * 3, 3, `w${writer}`);
        const outcome = await log.append({ topic, partition: 0 }, records);
        for (const { key } of records) outcomes.set(key, outcome);
      }
    });
    const id = await topicId(topic);
    const seen = () => new Set(outcomes.values());
    await vi.waitFor(async () => {
      // Writers wait for the counter: some are cut off in the middle of their statement, and who comes
      // after them waits for longer than a statement may, and is rolled back.
      await owner.query('begin');
      await owner.query('select from log.partitions where topic_id = $1 for update', [id]);
      await owner.query('select pg_sleep(0.1)');
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'serai log' and datname = current_database() and query like '%counted%'`,
      );
      await owner.query('select pg_sleep(0.4)');
      await owner.query('rollback');
      expect(seen()).toEqual(new Set(['appended', 'refused', 'unknown']));
    }, patience);
    sabotaging = false;
    await Promise.all(writers);
    const stored = await readAll(first, topic);
    expect(stored.map(({ offset }) => offset)).toEqual(stored.map((_, index) => index));
    const times = new Map<string, number>();
    for (const { key } of stored) times.set(key, (times.get(key) ?? 0) + 1);
    for (const [key, outcome] of outcomes) {
      const count = times.get(key) ?? 0;
      if (outcome === 'appended') expect([key, count]).toEqual([key, 1]);
      if (outcome === 'refused') expect([key, count]).toEqual([key, 0]);
      expect(count).toBeLessThanOrEqual(1);
    }
    await vi.waitFor(() => expect(consumer.handled.get(0)).toEqual(keysOf(stored)), patience);
    await subscription.stop();
  });
});

describe('a subscription', () => {
  test('finds records that nobody announced', async () => {
    const log = connect();
    const topic = await madeTopic(log);
    const consumer = noting();
    const subscription = await log.subscribe({
      ...consumer.member('m'),
      group: 'g',
      topic,
      batchRecordsMax: 10,
    });
    await vi.waitFor(() => expect(consumer.opened).toEqual(['m:0']), patience);
    const id = await topicId(topic);
    await owner.query(
      `with counted as (update log.partitions set next_offset = 2 where topic_id = $1)
       insert into log.batches values ($1, 0, 1, 2, $2, now())`,
      [id, encodeBatch(numbered(0, 2))],
    );
    await vi.waitFor(() => expect(consumer.handled.get(0)).toEqual(['a-0', 'a-1']), patience);
    await subscription.stop();
  });

  test('goes on in the topic that was made again under its name', async () => {
    const log = connect();
    const topic = await madeTopic(log);
    const consumer = noting();
    const identities = new Set<string>();
    const { open, failed } = consumer.member('m');
    const subscription = await log.subscribe({
      open(partition, { topicIdentity }) {
        if (!identities.has(topicIdentity)) consumer.positions.set(partition, 0);
        identities.add(topicIdentity);
        return open(partition);
      },
      failed,
      group: 'g',
      topic,
      batchRecordsMax: 10,
    });
    await log.append({ topic, partition: 0 }, numbered(0, 2, 'old'));
    await vi.waitFor(() => expect(consumer.handled.get(0)).toEqual(['old-0', 'old-1']), patience);
    await log.deleteTopic(topic);
    await log.ensureTopic({ name: topic, partitions: 1, retentionMs: null });
    expect(await log.append({ topic, partition: 0 }, numbered(0, 1, 'new'))).toBe('appended');
    await vi.waitFor(
      () => expect(consumer.handled.get(0)).toEqual(['old-0', 'old-1', 'new-0']),
      patience,
    );
    await subscription.stop();
    expect(identities.size).toBe(2);
  });
});

describe('a read', () => {
  test('brings the batches that fit, and no more than its bytes', async () => {
    const log = connect();
    const topic = await madeTopic(log);
    const to = { topic, partition: 0 };
    for (let n = 0; n < 20; n += 1) await log.append(to, numbered(n, 1));
    expect(keysOf(await log.read(to, 0, 4))).toEqual(keysOf(numbered(0, 4)));
    expect(keysOf(await log.read(to, 1, 17))).toEqual(keysOf(numbered(1, 17)));
    const large = { key: 'large', headers: {}, value: Buffer.alloc(3 * 1024 * 1024) };
    for (let n = 0; n < 3; n += 1) await log.append(to, [large]);
    expect((await log.read(to, 20, 100)).map(({ offset }) => offset)).toEqual([20, 21]);
  });
});

describe('a record', () => {
  test('reaches its reader without waiting for a look at the tables, whichever process appends it', async () => {
    // So seldom that a record which waits for a look does not come in time.
    const pollMs = { min: 60_000, max: 60_000 };
    const log = connect({ pollMs });
    const other = connect({ pollMs });
    const topic = await madeTopic(log);
    const consumer = noting();
    const subscription = await log.subscribe({
      ...consumer.member('m'),
      group: 'g',
      topic,
      batchRecordsMax: 10,
    });
    for (const from of [log, other]) {
      const before = consumer.total();
      for (let n = 1; n <= 40; n += 1) {
        await from.append({ topic, partition: 0 }, numbered(before + n, 1));
        await vi.waitFor(() => expect(consumer.total()).toBe(before + n), {
          timeout: 15_000,
          interval: 1,
        });
      }
    }
    await subscription.stop();
  });
});

describe('an announcement', () => {
  test('is made only when another process reads the topic', async () => {
    const log = connect();
    const other = connect();
    const topic = await madeTopic(log, 2);
    const id = await topicId(topic);
    const heard: string[] = [];
    owner.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await owner.query(`listen ${endsChannel}`);
    const consumer = noting();
    const mine = await log.subscribe({
      ...consumer.member('m'),
      group: 'g',
      topic,
      batchRecordsMax: 10,
    });
    await log.append({ topic, partition: 1 }, numbered(0, 3));
    await vi.waitFor(() => expect(consumer.total()).toBe(3), patience);
    await mine.stop();
    const theirs = await other.subscribe({
      ...consumer.member('o'),
      group: 'g',
      topic,
      batchRecordsMax: 10,
    });
    await log.append({ topic, partition: 1 }, numbered(3, 2));
    await vi.waitFor(() => expect(consumer.total()).toBe(5), patience);
    await vi.waitFor(() => expect(heard).toEqual([`${id}:1:5`]), patience);
    await theirs.stop();
    await owner.query('unlisten *');
  });

  test('that is damaged is left out', () => {
    expect(endsOf('1:2:3 x 4:5 6:7:8:9 1:2:y  7:8:9')).toEqual([
      { topicId: 1, partition: 2, nextOffset: 3 },
      { topicId: 7, partition: 8, nextOffset: 9 },
    ]);
  });
});

describe('retention', () => {
  test('lets go of the oldest batches only, up to the first that is to be kept', async () => {
    const log = connect();
    const topic = await madeTopic(log, 1, 60_000);
    const to = { topic, partition: 0 };
    for (let from = 0; from < 8; from += 2) await log.append(to, numbered(from, 2));
    const id = await topicId(topic);
    // The third is younger than the fourth, as after a clock that was set back.
    await owner.query(
      `update log.batches set appended_at = now() - interval '61 seconds' where topic_id = $1 and last_offset <> 5`,
      [id],
    );
    expect(await log.prune()).toBe(2);
    expect(await log.partitions(topic)).toMatchObject([{ firstOffset: 4, nextOffset: 8 }]);
    expect(keysOf(await log.read(to, 4, 10))).toEqual(['a-4', 'a-5', 'a-6', 'a-7']);
    await owner.query(
      `update log.batches set appended_at = now() - interval '61 seconds' where topic_id = $1`,
      [id],
    );
    expect(await log.prune()).toBe(2);
    expect(await log.partitions(topic)).toMatchObject([{ firstOffset: 8, nextOffset: 8 }]);
    expect(await log.prune()).toBe(0);
    expect(await log.append(to, numbered(8, 1))).toBe('appended');
    expect(keysOf(await log.read(to, 8, 10))).toEqual(['a-8']);
  });
});
