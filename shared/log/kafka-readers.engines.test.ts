/** Readers of one process share what it fetches, wherever each of them stands, on a real broker. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type KafkaEngine, kafkaEngine } from '../../scripts/engines/kafka.ts';
import { kafkaEventLog } from './kafka.ts';
import type { EventLog, StoredRecord, SubscribeOptions } from './log.ts';
import { keysOf, noting, numbered } from './testing.ts';

const patience = { timeout: 60_000, interval: 20 };

let kafka: KafkaEngine;
beforeAll(async () => {
  kafka = await kafkaEngine();
});
afterAll(() => kafka?.close());

describe('Readers of one process', () => {
  let log: EventLog;
  let producer: EventLog;
  let topic: string;
  let reports: unknown[];

  const connect = () =>
    kafkaEventLog({
      access: { brokers: [kafka.brokers], clientId: 'test' },
      report: (problem, error) => reports.push({ problem, error }),
    });

  beforeEach(async () => {
    reports = [];
    [log, producer] = [connect(), connect()];
    topic = `topic-${randomUUID()}`;
    await log.ensureTopic({ name: topic, partitions: 1, retentionMs: null });
  });
  afterEach(async () => {
    await Promise.all([log.close(), producer.close()]);
    expect(reports).toEqual([]);
  });

  const write = async (from: number, count: number) =>
    expect(await producer.append({ topic, partition: 0 }, numbered(from, count))).toBe('appended');

  /** A group of its own with one reader here, and the batches that it was given. */
  async function reader(options: Partial<SubscribeOptions> = {}) {
    const consumer = noting();
    const batches: (readonly StoredRecord[])[] = [];
    const member = consumer.member('one', async (records) => {
      batches.push(records);
    });
    const group = `group-${randomUUID()}`;
    const wanted = { ...member, group, topic, batchRecordsMax: 1_000, ...options };
    const subscription = await log.subscribe(wanted);
    return { batches, consumer, subscription };
  }

  const keys = (count: number) => keysOf(numbered(0, count));
  const handledBy = ({ consumer }: Awaited<ReturnType<typeof reader>>) => consumer.handled.get(0);

  test('are handed the same records, each once and in order', async () => {
    const readers = [await reader(), await reader(), await reader({ batchRecordsMax: 3 })];
    for (let from = 0; from < 200; from += 10) await write(from, 10);
    for (const each of readers)
      await vi.waitFor(() => expect(handledBy(each)).toEqual(keys(200)), patience);
    const [first, ...others] = readers.map(({ batches }) => batches.flat());
    // Who stood elsewhere when the first poll came back may have fetched that one itself.
    for (const each of others) {
      const shared = each.filter((record, at) => record === first?.[at]).length;
      expect(shared).toBeGreaterThan(150);
    }
  });

  test('that begin far behind come to the end, while another goes on there', async () => {
    const records = 3_000;
    for (let from = 0; from < records; from += 1_000) await write(from, 1_000);
    const first = await reader();
    await vi.waitFor(() => expect(first.consumer.total()).toBe(records), patience);
    const late = [await reader({ batchRecordsMax: 100 }), await reader()];
    for (let from = records; from < records + 500; from += 10) await write(from, 10);
    for (const each of [first, ...late])
      await vi.waitFor(() => expect(handledBy(each)).toEqual(keys(records + 500)), patience);
  });

  test('go on where one of them is stopped, and one that is stopped waits for nothing', async () => {
    const [one, other] = [await reader(), await reader()];
    await write(0, 10);
    for (const each of [one, other])
      await vi.waitFor(() => expect(handledBy(each)).toEqual(keys(10)), patience);
    const startedMs = performance.now();
    await one.subscription.stop();
    expect(performance.now() - startedMs).toBeLessThan(1_500);
    await write(10, 10);
    await vi.waitFor(() => expect(handledBy(other)).toEqual(keys(20)), patience);
    expect(handledBy(one)).toEqual(keys(10));
  });

  test('that let records gather are given in one batch what came meanwhile', async () => {
    const gathering = await reader({ gatherMs: 500 });
    await write(0, 1);
    await vi.waitFor(() => expect(handledBy(gathering)).toEqual(keys(1)), patience);
    for (let from = 1; from < 41; from += 1) await write(from, 1);
    await vi.waitFor(() => expect(handledBy(gathering)).toEqual(keys(41)), patience);
    // Forty appends take some tens of milliseconds, so they fall into one beat or two, on a crowded machine into a few.
    expect(gathering.batches.length).toBeLessThan(12);
  });
});
