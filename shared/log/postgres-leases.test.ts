/** Who may read a partition: shared fairly, one at a time, and late owners are refused. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import {
  type PostgresEventLog,
  type PostgresEventLogOptions,
  postgresEventLog,
} from './postgres.ts';
import { groupMember } from './postgres-group.ts';
import { logSession } from './postgres-session.ts';
import { noting } from './testing.ts';

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

describe('a lease', () => {
  const turn = async (
    group: string,
    id: number,
    member: string,
    leaseMs: number,
    held: [number, number][] = [],
  ) => {
    const { rows } = await owner.query('select log.take_turn($1, $2, $3, $3, $4, $5, $6) as turn', [
      group,
      id,
      member,
      leaseMs,
      held.map(([partition]) => partition),
      held.map(([, epoch]) => epoch),
    ]);
    const { leases } = rows[0].turn;
    return leases.map(
      ({ partition, epoch, keep }: { partition: number; epoch: number; keep: boolean }) =>
        keep ? [partition, epoch] : [partition, epoch, 'give back'],
    );
  };

  test('is shared fairly, and given back before another takes it', async () => {
    const log = connect();
    const id = await topicId(await madeTopic(log, 5));
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    const all = await turn('g', id, a, 60_000);
    expect(all).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
    expect(await turn('g', id, b, 60_000)).toEqual([]);
    expect(await turn('g', id, c, 60_000)).toEqual([]);
    expect(await turn('g', id, a, 60_000, all)).toEqual([
      [0, 1],
      [1, 1],
      [2, 1, 'give back'],
      [3, 1, 'give back'],
      [4, 1, 'give back'],
    ]);
    await turn('g', id, a, 60_000, [
      [0, 1],
      [1, 1],
    ]);
    expect(await turn('g', id, b, 60_000)).toEqual([
      [2, 2],
      [3, 2],
    ]);
    expect(await turn('g', id, c, 60_000)).toEqual([[4, 2]]);
  });

  test('that ended and was taken refuses the position of its late owner', async () => {
    const log = connect();
    const topic = await madeTopic(log);
    const id = await topicId(topic);
    const session = logSession({
      url: house.url,
      role: 'serai_log',
      connectionsMax: 1,
      applicationName: 'test',
      statementTimeoutMs: 1_000,
    });
    const join = (leaseMs: number) =>
      groupMember(session, {
        group: 'g',
        topicId: id,
        member: randomUUID(),
        process: randomUUID(),
        leaseMs,
      });
    const late = join(1);
    const next = join(60_000);
    expect((await late.takeTurn([]))?.leases).toMatchObject([
      { partition: 0, epoch: 1, committed: null },
    ]);
    await vi.waitFor(async () => {
      expect((await next.takeTurn([]))?.leases).toMatchObject([{ partition: 0, epoch: 2 }]);
    }, patience);
    expect(await next.commit([{ partition: 0, epoch: 2, position: 7 }])).toEqual([0]);
    expect(await late.commit([{ partition: 0, epoch: 1, position: 99 }])).toEqual([]);
    expect(await next.commit([{ partition: 0, epoch: 1, position: 98 }])).toEqual([]);
    await late.giveBack({ partition: 0, epoch: 1 });
    expect((await next.takeTurn([{ partition: 0, epoch: 2 }]))?.leases).toEqual([
      { partition: 0, epoch: 2, committed: 7, keep: true },
    ]);
    await next.giveBack({ partition: 0, epoch: 2 });
    expect(await next.commit([{ partition: 0, epoch: 2, position: 97 }])).toEqual([]);
    await session.close();
  });

  test('that cannot be renewed in time is not used any more', async () => {
    const log = connect({ leaseMs: 400, renewMs: 100 });
    const topic = await madeTopic(log);
    const consumer = noting();
    const subscription = await log.subscribe({
      ...consumer.member('m'),
      group: 'g',
      topic,
      batchRecordsMax: 1,
    });
    await vi.waitFor(() => expect(consumer.opened).toEqual(['m:0']), patience);
    await owner.query('begin');
    await owner.query('lock table log.leases in access exclusive mode');
    await vi.waitFor(() => expect(consumer.opened).toEqual(['m:0', 'm:0 closed']), patience);
    expect(subscription.owned()).toEqual([]);
    await owner.query('rollback');
    await vi.waitFor(() => expect(consumer.opened).toEqual(['m:0', 'm:0 closed', 'm:0']), patience);
    expect(subscription.owned()).toEqual([0]);
    const { rows } = await owner.query('select epoch from log.leases where topic_id = $1', [
      await topicId(topic),
    ]);
    expect(Number(rows[0].epoch)).toBeGreaterThan(1);
  });
});
