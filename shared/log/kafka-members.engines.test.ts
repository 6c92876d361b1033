/** Members of a group as real processes, on a real broker: killed, stopped in order, frozen. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import {
  type KafkaEngine,
  kafkaEngine,
  shortSessionMs,
  shortSessions,
} from '../../scripts/engines/kafka.ts';
import { kafkaEventLog } from './kafka.ts';
import type { EventLog } from './log.ts';
import { seenTables } from './member-process.ts';
import { numbered } from './testing.ts';

const patience = { timeout: 90_000, interval: 50 };
const entry = fileURLToPath(new URL('member-process.ts', import.meta.url));

let kafka: KafkaEngine;
beforeAll(async () => {
  kafka = await kafkaEngine({ settings: shortSessions });
});
afterAll(() => kafka?.close());

describe('Of two members', () => {
  const partitions = 4;
  let house: TestDatabase;
  let owner: pg.Client;
  let children: ChildProcess[];
  let topic: string;
  let log: EventLog;
  let appended: number;

  beforeEach(async () => {
    house = await testDatabase();
    owner = new pg.Client({ connectionString: house.url });
    await owner.connect();
    await owner.query(seenTables);
    await owner.query('insert into seen.positions select generate_series(0, 3), 0');
    log = kafkaEventLog({
      access: { brokers: [kafka.brokers], clientId: 'test' },
      report: () => undefined,
    });
    topic = `topic-${randomUUID()}`;
    await log.ensureTopic({ name: topic, partitions, retentionMs: null });
    children = [];
    appended = 0;
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await log.close();
    await owner.end();
    await house.close();
  });

  function member(name: string): ChildProcess {
    const args = [entry, house.url, topic, name, String(shortSessionMs), kafka.brokers];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
    children.push(child);
    return child;
  }

  async function append(count: number): Promise<void> {
    for (let partition = 0; partition < partitions; partition += 1) {
      expect(await log.append({ topic, partition }, numbered(appended, count))).toBe('appended');
    }
    appended += count;
  }

  /** Every record exactly once and in order, whoever had it. */
  async function expectAllSeen(): Promise<void> {
    const { rows } = await owner.query(
      `select partition, array_agg("offset"::integer order by at) as offsets, array_agg(key order by at) as keys
       from seen.records group by partition order by partition`,
    );
    expect(rows).toEqual(
      [0, 1, 2, 3].map((partition) => ({
        partition,
        offsets: Array.from({ length: appended }, (_, offset) => offset),
        keys: numbered(0, appended).map(({ key }) => key),
      })),
    );
  }

  /** Who holds how many partitions by what they noted. */
  async function shares(): Promise<Record<string, number>> {
    const { rows } = await owner.query<{ who: string; held: number }>(
      `select who, sum(case what when 'opened' then 1 when 'closed' then -1 else 0 end)::integer as held
       from seen.openings group by who`,
    );
    return Object.fromEntries(rows.map(({ who, held }) => [who, held]));
  }

  async function shared(): Promise<[ChildProcess, ChildProcess]> {
    const first = member('first');
    await vi.waitFor(async () => expect(await shares()).toEqual({ first: 4 }), patience);
    const second = member('second');
    await vi.waitFor(async () => expect(await shares()).toEqual({ first: 2, second: 2 }), patience);
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
    return [first, second];
  }

  test('one is killed: the other has all partitions, and nothing is lost or done twice', async () => {
    const [first] = await shared();
    first.kill('SIGKILL');
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
    expect((await shares())['second']).toBe(4);
  });

  test('one stops in order: the other has all partitions', async () => {
    const [first] = await shared();
    first.stdin?.end();
    await once(first, 'exit');
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
    expect(await shares()).toEqual({ first: 0, second: 4 });
  });

  test('one is frozen while it handles: its late work is refused, and it joins again', async () => {
    const [first] = await shared();
    await owner.query(`insert into seen.held values ('first')`);
    await append(20);
    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        'select count(*)::integer as done from seen.positions where next_offset = 40',
      );
      expect(rows).toEqual([{ done: 2 }]);
    }, patience);
    first.kill('SIGSTOP');
    await vi.waitFor(expectAllSeen, patience);
    await owner.query('delete from seen.held');
    first.kill('SIGCONT');
    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        `select count(*)::integer as refused from seen.openings
         where who = 'first' and what like '%another process moved the position%'`,
      );
      expect(rows).toEqual([{ refused: 2 }]);
      expect(await shares()).toEqual({ first: 2, second: 2 });
    }, patience);
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
  });
});
