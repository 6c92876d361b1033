/** What appends promise and readers keep while the broker is killed, cut off, and its answers are lost. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type KafkaEngine, kafkaEngine } from '../../scripts/engines/kafka.ts';
import { type TcpProxy, tcpProxy } from '../../scripts/faults/proxy.ts';
import { kafkaEventLog } from './kafka.ts';
import { type EventLog, LogUnavailable } from './log.ts';
import { noting, numbered, readAll } from './testing.ts';

const patience = { timeout: 90_000, interval: 50 };
/** Of the request that carries records, after its length. */
const isProduce = (sent: Buffer) => sent.length > 6 && sent.readInt16BE(4) === 0;

let proxy: TcpProxy;
let kafka: KafkaEngine;
let logs: EventLog[];
beforeAll(async () => {
  const target = { port: 0 };
  proxy = await tcpProxy(target);
  kafka = await kafkaEngine({ proxyPort: proxy.port });
  target.port = Number(kafka.proxied?.split(':')[1]);
});
afterAll(async () => {
  await kafka?.close();
  await proxy?.close();
});
beforeEach(() => {
  logs = [];
});
afterEach(async () => {
  proxy.inflict({ kind: 'none' });
  await Promise.all(logs.map((log) => log.close()));
});

function open(brokers = kafka.brokers): EventLog {
  const log = kafkaEventLog({
    access: { brokers: [brokers], clientId: 'test' },
    leaseMs: 2_000,
    renewMs: 300,
    commitMs: 20,
    report: () => undefined,
  });
  logs.push(log);
  return log;
}

async function topicOf(log: EventLog, partitions = 1): Promise<string> {
  const name = `topic-${randomUUID()}`;
  await log.ensureTopic({ name, partitions, retentionMs: null });
  return name;
}

describe('An append', () => {
  test('whose answer is lost says that nobody knows, and its records are there', async () => {
    const direct = open();
    const topic = await topicOf(direct);
    const behind = open(`127.0.0.1:${proxy.port}`);
    const to = { topic, partition: 0 };
    expect(await behind.append(to, numbered(0, 1))).toBe('appended');
    proxy.inflict({ kind: 'lost_answer', to: isProduce, oneIn: 1 });
    expect(await behind.append(to, numbered(1, 1))).toBe('unknown');
    expect(proxy.struck()).toBe(1);
    proxy.inflict({ kind: 'none' });
    await vi.waitFor(async () => {
      expect(await behind.append(to, numbered(2, 1))).toBe('appended');
    }, patience);
    const keys = (await readAll(direct, topic)).map(({ key }) => key);
    expect(keys).toEqual(['a-0', 'a-1', 'a-2']);
  });

  test('is refused while nobody can be reached, and nothing of it is there', async () => {
    const direct = open();
    const topic = await topicOf(direct);
    const behind = open(`127.0.0.1:${proxy.port}`);
    const to = { topic, partition: 0 };
    expect(await behind.append(to, numbered(0, 1))).toBe('appended');
    proxy.inflict({ kind: 'reset' });
    let next = 1;
    // What is on its way while the connection is cut is 'unknown'; what comes after it is refused.
    await vi.waitFor(async () => {
      next += 1;
      expect(await behind.append(to, numbered(next, 1))).toBe('refused');
    }, patience);
    const refused = `a-${next}`;
    proxy.inflict({ kind: 'none' });
    await vi.waitFor(async () => {
      next += 1;
      expect(await behind.append(to, numbered(next, 1))).toBe('appended');
    }, patience);
    const keys = (await readAll(direct, topic)).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(['a-0', `a-${next}`]));
    expect(keys).not.toContain(refused);
  });

  test('that was acknowledged is there when the broker was killed in the middle of many', async () => {
    const log = open();
    const topic = await topicOf(log);
    const to = { topic, partition: 0 };
    const outcomes = new Map<string, string>();
    let next = 0;
    let going = true;
    const writing = Array.from({ length: 4 }, async () => {
      while (going) {
        const [record] = numbered(next++, 1);
        if (record === undefined) return;
        outcomes.set(record.key, await log.append(to, [record]));
      }
    });
    await vi.waitFor(() => expect(outcomes.size).toBeGreaterThan(100), patience);
    await kafka.kill();
    await kafka.start();
    const before = outcomes.size;
    await vi.waitFor(() => expect(outcomes.size).toBeGreaterThan(before + 100), patience);
    going = false;
    await Promise.all(writing);
    const there = new Set((await readAll(log, topic)).map(({ key }) => key));
    const said = (wanted: string) =>
      [...outcomes].filter(([, outcome]) => outcome === wanted).map(([key]) => key);
    expect(said('appended').filter((key) => !there.has(key))).toEqual([]);
    expect(said('refused').filter((key) => there.has(key))).toEqual([]);
    expect(said('refused').length + said('unknown').length).toBeGreaterThan(0);
  });
});

describe('A look at partitions', () => {
  test('says that the log is away until a broker that was killed leads them again', async () => {
    const log = open();
    // Many take it some time.
    const topic = await topicOf(log, 50);
    await log.append({ topic, partition: 49 }, numbered(0, 3));
    await kafka.kill();
    await expect(log.partitions(topic)).rejects.toThrow(LogUnavailable);
    const back = kafka.start();
    const refusals: unknown[] = [];
    const states = await vi.waitUntil(
      () => log.partitions(topic).catch((error: unknown) => void refusals.push(error)),
      patience,
    );
    await back;
    expect(states[49]).toMatchObject({ firstOffset: 0, nextOffset: 3 });
    expect(refusals.filter((each) => !(each instanceof LogUnavailable))).toEqual([]);
  });
});

describe('A subscription', () => {
  test('waits for a broker that is away, keeps its reader, and goes on', async () => {
    const log = open();
    const topic = await topicOf(log);
    const consumer = noting();
    await log.subscribe({ ...consumer.member('m'), group: 'g', topic, batchRecordsMax: 10 });
    expect(await log.append({ topic, partition: 0 }, numbered(0, 3))).toBe('appended');
    await vi.waitFor(() => expect(consumer.total()).toBe(3), patience);
    await kafka.kill();
    await kafka.start();
    await vi.waitFor(async () => {
      expect(await log.append({ topic, partition: 0 }, numbered(3, 1, 'later'))).toBe('appended');
    }, patience);
    await vi.waitFor(() => {
      expect(new Set(consumer.handled.get(0))).toEqual(new Set(['a-0', 'a-1', 'a-2', 'later-3']));
    }, patience);
  });
});
