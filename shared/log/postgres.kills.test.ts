/** Members as real processes: killed, frozen, and with the database gone for a while. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { embeddedPostgres } from '#shared/database/embedded.ts';
import { migrate } from '#shared/database/migrate.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { seenTables } from './member-process.ts';
import { type PostgresEventLog, postgresEventLog } from './postgres.ts';
import { noting, numbered } from './testing.ts';

const leaseMs = 1_500;
const patience = { timeout: 30_000, interval: 20 };
const partitions = 4;
const entry = fileURLToPath(new URL('member-process.ts', import.meta.url));

let house: TestDatabase;
let owner: pg.Client;
let log: PostgresEventLog;
let topic: string;
let children: ChildProcess[];
let appended: number;

beforeEach(async () => {
  house = await testDatabase();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
  await owner.query(seenTables);
  await owner.query('insert into seen.positions select generate_series(0, 3), 0');
  log = postgresEventLog({ url: house.url, report: () => undefined });
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
  const child = spawn(process.execPath, [entry, house.url, topic, name, String(leaseMs)], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  children.push(child);
  return child;
}

async function append(count: number): Promise<void> {
  for (let partition = 0; partition < partitions; partition += 1) {
    expect(await log.append({ topic, partition }, numbered(appended, count))).toBe('appended');
  }
  appended += count;
}

interface LeaseRow {
  readonly owner: string | null;
  readonly epoch: string;
  readonly committed: string | null;
}

async function leases(): Promise<LeaseRow[]> {
  return (
    await owner.query<LeaseRow>('select owner, epoch, committed from log.leases order by partition')
  ).rows;
}

async function owners(): Promise<number> {
  const found = (await leases()).map((lease) => lease.owner);
  return found.includes(null) ? 0 : new Set(found).size;
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

async function shared(): Promise<[ChildProcess, ChildProcess]> {
  const first = member('first');
  await vi.waitFor(async () => expect(await owners()).toBe(1), patience);
  const second = member('second');
  await vi.waitFor(async () => expect(await owners()).toBe(2), patience);
  await append(20);
  await vi.waitFor(expectAllSeen, patience);
  await vi.waitFor(async () => {
    expect((await leases()).map(({ committed }) => committed)).toEqual(['20', '20', '20', '20']);
  }, patience);
  return [first, second];
}

describe('of two members', () => {
  test('one is killed: the other has all partitions when the leases end, and nothing is lost', async () => {
    const [first, second] = await shared();
    first.kill('SIGKILL');
    const killedMs = performance.now();
    await append(20);
    await vi.waitFor(async () => expect(await owners()).toBe(1), patience);
    // The lease, the heartbeat before it that was the last, and the machine's own slowness.
    expect(performance.now() - killedMs).toBeLessThan(leaseMs + 1_000);
    await vi.waitFor(expectAllSeen, patience);
    second.stdin?.end();
    await once(second, 'exit');
    expect((await leases()).map(({ owner: who, committed }) => [who, committed])).toEqual(
      Array(partitions).fill([null, '40']),
    );
  });

  test('one stops in order: the other has all partitions long before a lease ends', async () => {
    const [first] = await shared();
    first.stdin?.end();
    await once(first, 'exit');
    const gone = performance.now();
    await vi.waitFor(async () => expect(await owners()).toBe(1), patience);
    expect(performance.now() - gone).toBeLessThan(leaseMs / 2);
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
  });

  test('one is frozen beyond its leases while it handles: it lets go of them, and its late work is refused', async () => {
    const [first] = await shared();
    const before = (await leases()).map(({ epoch }) => Number(epoch));
    await owner.query(`insert into seen.held values ('first')`);
    await append(20);
    // It is inside `handle` for as long as it is held: the other's partitions are done.
    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        'select count(*)::integer as done from seen.positions where next_offset = 40',
      );
      expect(rows).toEqual([{ done: 2 }]);
    }, patience);
    first.kill('SIGSTOP');
    await vi.waitFor(async () => expect(await owners()).toBe(1), patience);
    await vi.waitFor(expectAllSeen, patience);
    const taken = (await leases()).map(({ epoch }) => Number(epoch));
    expect(
      taken.reduce((sum, epoch) => sum + epoch, 0) - before.reduce((sum, epoch) => sum + epoch, 0),
    ).toBe(2);
    const { rows: marks } = await owner.query(
      'select coalesce(max(at), 0) as mark from seen.openings',
    );
    await owner.query('delete from seen.held');
    first.kill('SIGCONT');
    // It closes what it had, and joins again with its share, under new epochs.
    await vi.waitFor(async () => {
      expect(await owners()).toBe(2);
      const { rows } = await owner.query(
        `select partition, what from seen.openings where who = 'first' and at > $1 order by partition, at`,
        [marks[0].mark],
      );
      expect(
        rows.filter(({ what }) => what.includes('another process moved the position')),
      ).toHaveLength(2);
      expect(rows.filter(({ what }) => what === 'closed')).toHaveLength(2);
      expect(rows.filter(({ what }) => what === 'opened')).toHaveLength(2);
    }, patience);
    await append(20);
    await vi.waitFor(expectAllSeen, patience);
    await vi.waitFor(async () => {
      expect((await leases()).map(({ committed }) => committed)).toEqual(['60', '60', '60', '60']);
    }, patience);
  });
});

describe('the database', () => {
  test('goes away and comes back: appends say so, and subscriptions go on by themselves', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'serai-log-'));
    let server = await embeddedPostgres({ directory });
    const { url } = server;
    const port = Number(new URL(url).port);
    await migrate({ url });
    const away = postgresEventLog({
      url,
      leaseMs,
      renewMs: leaseMs / 4,
      commitMs: 50,
      report: () => undefined,
    });
    await away.ensureTopic({ name: 'away', partitions: 1, retentionMs: null });
    const consumer = noting();
    const subscription = await away.subscribe({
      ...consumer.member('m'),
      group: 'g',
      topic: 'away',
      batchRecordsMax: 10,
    });
    const to = { topic: 'away', partition: 0 };
    expect(await away.append(to, numbered(0, 3))).toBe('appended');
    await vi.waitFor(() => expect(consumer.total()).toBe(3), patience);
    await server.stop();
    expect(await away.append(to, numbered(3, 1, 'lost'))).toBe('refused');
    await vi.waitFor(() => expect(subscription.owned()).toEqual([]), patience);
    server = await embeddedPostgres({ directory: server.directory, port });
    await vi.waitFor(
      async () => expect(await away.append(to, numbered(3, 2))).toBe('appended'),
      patience,
    );
    await vi.waitFor(() => {
      expect(consumer.handled.get(0)).toEqual(['a-0', 'a-1', 'a-2', 'a-3', 'a-4']);
    }, patience);
    expect(subscription.owned()).toEqual([0]);
    await away.close();
    await server.stop();
  });
});
