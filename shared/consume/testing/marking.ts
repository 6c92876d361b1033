/** A consumer that marks what it has read, on a topic of its own, and a look at what it has done. */
import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { Database, Sql } from '#shared/database/database.ts';
import { type ConsumerDeclaration, consumer } from '#shared/function/declare.ts';
import type { StoredRecord, Subscription } from '#shared/log/log.ts';
import { context, type PushHouse, type PushProcess, tenantId } from '#shared/push/testing/house.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { runConsumer } from '../consume.ts';

export type Lines = string[];
export type Marking = ConsumerDeclaration<Lines>;
type Named = { readonly name: string };

export interface MarkingHouse {
  readonly main: PushProcess;
  readonly topic: string;
  /** What was complained about, in order, as `message: error`. */
  readonly logged: string[];
  readonly database: Database;
  marking(more?: Partial<Marking>): Marking;
  start(declaration: Marking, process?: PushProcess): Promise<Subscription>;
  append(...texts: readonly string[]): Promise<void>;
  marksOf(declaration: Named): Promise<string[]>;
  offsetOf(declaration: Named): Promise<number | undefined>;
  handled(declaration: Named, offset: number): Promise<void>;
  complained(): Promise<void>;
  stop(): Promise<void>;
}

const patience = { timeout: 10_000, interval: 10 };

export async function markingHouse(house: PushHouse, database: Database): Promise<MarkingHouse> {
  const running: Subscription[] = [];
  const logged: string[] = [];
  const told = (message: string, fields: { error?: unknown } = {}) => {
    logged.push(`${message}: ${fields.error}`);
  };
  const logger = { info: told, warn: told, error: told, debug: told } as unknown as Logger;
  const main = house.process({ logger });
  const topic = await house.topic(1);

  async function offsetOf({ name }: Named): Promise<number | undefined> {
    const rows = await database.read([], (sql) =>
      sql.rows<{ next_offset: number }>(
        'select next_offset from consumer_offsets where consumer = $1',
        [name],
      ),
    );
    return rows[0]?.next_offset;
  }

  return {
    ...{ main, topic, logged, database, offsetOf },
    marking(more = {}) {
      const name = `mark-${randomUUID()}`;
      return consumer<Lines>({
        ...{ context, name, purpose: 'Marks what it has read.', topic, batchRecordsMax: 50 },
        scale: { replicasMin: 0, replicasMax: 1, lagThreshold: 1 },
        memory: () => [],
        async handle({ records, memory }, { partitionOf }) {
          const texts = records.map(textOf);
          memory.push(...texts);
          if (texts.includes('poison')) throw new TypeError('it cannot be swallowed');
          return {
            tenants: [tenantId],
            events: records.map((record) => eventOf(textOf(record), partitionOf(record))),
            write: (sql) => mark(sql, name, texts),
          };
        },
        ...more,
      });
    },
    async start(declaration, { engines } = main) {
      const subscription = await runConsumer(declaration, engines);
      running.push(subscription);
      return subscription;
    },
    async append(...texts) {
      const records = texts.map((text) => ({ key: 'k', headers: {}, value: Buffer.from(text) }));
      expect(await house.log.append({ topic, partition: 0 }, records)).toBe('appended');
    },
    async marksOf({ name }) {
      const rows = await database.read([tenantId], (sql) =>
        sql.rows<{ event_id: string }>(
          'select event_id from inbox where subscriber = $1 order by received_at, event_id',
          [name],
        ),
      );
      return rows.map(({ event_id }) => event_id);
    },
    handled: (declaration, offset) =>
      vi.waitFor(async () => expect(await offsetOf(declaration)).toBe(offset), patience),
    complained: () => vi.waitFor(() => expect(logged.length).toBeGreaterThan(1), patience),
    async stop() {
      await Promise.all(running.map((each) => each.stop()));
      await main.close();
    },
  };
}

export async function mark(sql: Sql, name: string, texts: readonly string[]): Promise<void> {
  await sql.count(
    `insert into inbox (tenant_id, subscriber, source, event_id)
     select $1, $2, '', * from unnest($3::text[])`,
    [tenantId, name, texts],
  );
}

export function eventOf(text: string, partition: number) {
  return {
    ...{ id: randomUUID(), partition, type: 'thing.marked.v1', subject: text, tenantId },
    ...{ partitionKey: text, correlationId: '', causationId: '', timeMs: 0, traceparent: '' },
    data: '{}',
  };
}

export function textOf(record: StoredRecord): string {
  return record.value.toString('utf8');
}

export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `r${String(at).padStart(3, '0')}`);
}
