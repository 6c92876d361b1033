/** The product in one process on real Kafka and PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { kafkaEventLog } from '#shared/log/kafka.ts';
import type { EventLog } from '#shared/log/log.ts';
import { type KafkaEngine, kafkaEngine } from './engines/kafka.ts';
import { stay } from './testing/desk.ts';
import { type TestHouse, testHouse } from './testing/house.ts';

const patience = { timeout: 60_000, interval: 50 };

let kafka: KafkaEngine;
let log: EventLog;
beforeAll(async () => {
  kafka = await kafkaEngine();
  log = kafkaEventLog({ access: access(), report: () => undefined });
});
afterAll(async () => {
  await log?.close();
  await kafka?.close();
});

function access() {
  return { brokers: [kafka.brokers], clientId: 'test' };
}

async function records(topic: string): Promise<number> {
  // A broker that has just come back leads nothing for a moment.
  const states = await vi.waitFor(() => log.partitions(topic), patience);
  return states.reduce((sum, { nextOffset }) => sum + nextOffset, 0);
}

describe('A house on Kafka', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse({ kafka: access() });
  });
  afterAll(() => house?.stop());

  async function arrivals(): Promise<string[]> {
    const { rows } = await house.owner.query<{ id: string }>(
      'select reservation_id as id from reservations.arrivals order by reservation_id',
    );
    return rows.map(({ id }) => id);
  }

  test('books before its broker is killed and after it is back, and shows both', async () => {
    const path = await house.open();
    const book = () => house.desk.post(`${path}/reservations`, stay(1, 2));
    const first = await book();
    expect(first).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    await vi.waitFor(async () => expect(await arrivals()).toEqual([first.body.id]), patience);
    // What was asked and what became of it are in Kafka, and nothing of either in the database's log.
    expect(await records('reservations.commands')).toBe(2);
    expect(await records('reservations.events')).toBeGreaterThan(1);
    const { rows } = await house.owner.query(
      'select count(*)::integer as batches from log.batches',
    );
    expect(rows).toEqual([{ batches: 0 }]);

    await kafka.kill();
    const key = randomUUID();
    const away = await house.desk.post(`${path}/reservations`, stay(1, 2), key);
    expect(away.status).toBe(503);
    await kafka.start();
    const second = await vi.waitFor(async () => {
      const answer = await house.desk.post(`${path}/reservations`, stay(1, 2), key);
      expect(answer.status).toBe(201);
      return answer;
    }, patience);
    await vi.waitFor(async () => {
      expect(await arrivals()).toEqual([first.body.id, second.body.id].toSorted());
    }, patience);
  });

  test('refuses a topic that has grown, with the reason', async () => {
    const made = `grown-${randomUUID()}`;
    await log.ensureTopic({ name: made, partitions: 2, retentionMs: null });
    const declared = [{ name: made, partitions: 1, retentionMs: null }];
    const strict = kafkaEventLog({ access: access(), declared, report: () => undefined });
    const reason = `topic ${made} stands with 2 partitions instead of 1: keys would go to other writers`;
    await expect(
      strict.append({ topic: made, partition: 0 }, [
        { key: 'k', headers: {}, value: Buffer.alloc(1) },
      ]),
    ).rejects.toThrow(reason);
    await expect(
      strict.subscribe({
        group: 'g',
        topic: made,
        batchRecordsMax: 1,
        open: () => expect.unreachable(),
        failed: () => undefined,
      }),
    ).rejects.toThrow(reason);
    expect(await records(made)).toBe(0);
    await strict.close();
  });
});
