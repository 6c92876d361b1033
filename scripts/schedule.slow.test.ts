/** A schedule as processes of its own from its bundle: behind a PingSource, and as a CronJob runs it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  type Signing,
  signing,
  startFunction,
} from './testing/bundles.ts';

const patience = { timeout: 20_000, interval: 20 };
/** Rows past their time, some statements' worth. */
const old = 12_000;
const nowhere = 'postgres://u:p@127.0.0.1:1/none';

let bundles: Bundles;
let keys: Signing;
let database: TestDatabase;
let owner: pg.Client;
let started: FunctionProcess[];

beforeAll(async () => {
  [bundles, keys] = await Promise.all([
    buildBundles(['maintain-database', 'submit-reservation']),
    signing(),
  ]);
});
afterAll(() => bundles.remove());
beforeEach(async () => {
  started = [];
  database = await testDatabase();
  owner = await connected();
  await owner.query(
    `insert into identity.decisions (tenant_id, command_id, fingerprint, outcome, decided_at)
     select gen_random_uuid(), gen_random_uuid(), 'f', 'accepted', now() - interval '15 days'
     from generate_series(1, $1)`,
    [old],
  );
});
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await owner.end();
  await database.close();
});

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
}

function start(name: string, args: readonly string[] = [], url = database.url): FunctionProcess {
  const running = startFunction(bundles, name, { ...keys.env, DATABASE_URL: url }, args);
  started.push(running);
  return running;
}

async function kept(): Promise<number> {
  const { rows } = await owner.query('select count(*)::integer as kept from identity.decisions');
  return rows[0].kept;
}

/** Posts what a PingSource posts. */
async function ping(running: FunctionProcess): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    ...{ 'ce-specversion': '1.0', 'ce-type': 'dev.knative.sources.ping' },
    ...{ 'ce-id': randomUUID(), 'ce-time': new Date().toISOString() },
    'ce-source': '/apis/v1/namespaces/serai/pingsources/maintain-database',
  };
  return (await fetch(await running.url, { method: 'POST', headers, body: '{}' })).status;
}

/** Rows that a process says it let go of. */
function pruned(running: FunctionProcess): number {
  const counts = [...running.output().matchAll(/"identity\.decisions":(\d+)/g)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('a schedule', () => {
  test('is done once by two replicas that are woken at once, and again, and both go when told', async () => {
    const replicas = [start('maintain-database'), start('maintain-database')] as const;
    const [first] = replicas;
    await vi.waitFor(async () => {
      expect((await fetch(`${await first.url}/readyz`)).status).toBe(200);
    }, patience);
    expect((await fetch(`${await first.url}/healthz`)).status).toBe(200);
    expect((await fetch(await first.url)).status).toBe(405);
    // Nothing but an event wakes it.
    expect(await kept()).toBe(old);
    const answers = await Promise.all([...replicas, first].map(ping));
    expect(answers).toEqual([204, 204, 204]);
    expect(await ping(first)).toBe(204);
    expect(await kept()).toBe(0);
    for (const { child } of replicas) child.kill('SIGTERM');
    expect(await Promise.all(replicas.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(pruned(replicas[0]) + pruned(replicas[1])).toBe(old);
  });

  test('that is told to go while it works ends between two transactions, and says so', async () => {
    const running = start('maintain-database');
    const holder = await connected();
    await holder.query('begin; lock table identity.decisions in share mode');
    const answer = ping(running);
    await vi.waitFor(async () => {
      const { rows } = await owner.query(
        `select wait_event_type as waits_for from pg_stat_activity
         where application_name = 'serai maintenance' and datname = current_database()`,
      );
      expect(rows).toEqual([{ waits_for: 'Lock' }]);
    }, patience);
    running.child.kill('SIGTERM');
    await vi.waitFor(() => expect(running.output()).toContain('stopping'), patience);
    await holder.query('commit');
    await holder.end();
    expect(await answer).toBe(503);
    expect(await running.ended).toBe(0);
    const left = await kept();
    expect(left).toBeGreaterThan(0);
    expect(pruned(running)).toBe(old - left);
  });

  test('answers 500 while the database is away, so that it is woken again', async () => {
    const lost = start('maintain-database', [], nowhere);
    expect(await ping(lost)).toBe(500);
    lost.child.kill('SIGTERM');
    expect(await lost.ended).toBe(0);
  });

  test('with --once runs, listens to nobody and ends', async () => {
    const job = start('maintain-database', ['--once']);
    expect(await job.ended).toBe(0);
    expect(await kept()).toBe(0);
    expect(pruned(job)).toBe(old);
    await expect(job.url).rejects.toThrow('maintain-database ended with 0');
  });

  test('with --once fails where it cannot work, so that it is tried again', async () => {
    expect(await start('maintain-database', ['--once'], nowhere).ended).toBe(1);
  });

  test('is the only kind that runs once', async () => {
    const door = start('submit-reservation', ['--once']);
    expect(await door.ended).toBe(78);
    expect(door.output()).toBe('--once runs a schedule; submit-reservation is none.');
  });
});
