import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { retention } from '#schema/retention.ts';
import { maintain } from '#shared/database/maintenance.ts';
import type { ScheduleTools } from '#shared/function/schedule.ts';
import { type PostgresEventLog, postgresEventLog } from '#shared/log/postgres.ts';
import { deadLetterRetentionMs } from '#shared/push/broker.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import maintainDatabase from './maintain-database.ts';

const nowMs = Date.parse('2031-12-24T03:17:00Z');
const nothing = { partitions: [], pruned: {}, frozen: [], batches: 0 };

let house: TestDatabase;
let owner: pg.Client;
let log: PostgresEventLog;
beforeEach(async () => {
  house = await testDatabase();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
  log = postgresEventLog({ url: house.url, report: () => undefined });
});
afterEach(async () => {
  await log.close();
  await owner.end();
  await house.close();
});

/** Resolves with what a process that is woken at this moment says it has done. */
async function woken(signal = new AbortController().signal): Promise<unknown> {
  const said: unknown[] = [];
  const tools: ScheduleTools = {
    clock: { nowMs: () => nowMs },
    logger: {
      ...logger({ level: 'silent', service: 'test' }),
      info: (_message, fields) => said.push(fields),
    },
    database: house.database('serai_identity'),
    upkeep: {
      maintain: (options) => maintain({ url: house.url, ...options }),
      pruneLog: () => log.prune(),
    },
    signal,
  };
  await maintainDatabase.run(tools);
  return said[0];
}

async function decided(rows: number, daysAgo: number): Promise<void> {
  await owner.query(
    `insert into identity.decisions (tenant_id, command_id, fingerprint, outcome, decided_at)
     select gen_random_uuid(), gen_random_uuid(), 'f', 'accepted', now() - make_interval(days => $1)
     from generate_series(1, $2)`,
    [daysAgo, rows],
  );
}

async function kept(table: string): Promise<number> {
  const { rows } = await owner.query(`select count(*)::integer as kept from ${table}`);
  return rows[0].kept;
}

/** The partitions of one context are as good as those of all. */
function months(said: unknown): unknown {
  const { partitions } = said as { partitions: string[] };
  return partitions.filter((name) => name.startsWith('identity.'));
}

const threeMonths = [
  'identity.events_2031_12',
  'identity.events_2032_01',
  'identity.events_2032_02',
];

describe('The database is maintained', () => {
  test('with this month and two more, without rows and records past their time', async () => {
    await decided(3, 15);
    await decided(2, 13);
    await log.ensureTopic({ name: 'short', partitions: 1, retentionMs: 1_000 });
    const record = { key: 'k', headers: {}, value: Buffer.from('v') };
    await log.append({ topic: 'short', partition: 0 }, [record]);
    await owner.query(`update log.batches set appended_at = now() - interval '1 minute'`);
    const said = await woken();
    expect(months(said)).toEqual(threeMonths);
    expect(said).toMatchObject({ pruned: { 'identity.decisions': 3 }, batches: 1 });
    expect(await kept('identity.decisions')).toBe(2);
  });

  test('once, however often it is woken', async () => {
    await decided(3, 15);
    expect(await woken()).toMatchObject({ pruned: { 'identity.decisions': 3 } });
    expect([await woken(), await woken()]).toEqual([nothing, nothing]);
  });

  test('by one of two processes that are woken at once', async () => {
    await decided(12_000, 15);
    const holder = new pg.Client({ connectionString: house.url });
    await holder.connect();
    await holder.query('begin; lock table identity.decisions in share mode');
    const first = woken();
    await expect
      .poll(async () => {
        const { rows } = await owner.query(
          `select wait_event_type as waits_for from pg_stat_activity
           where application_name = 'serai maintenance' and datname = current_database()`,
        );
        return rows;
      })
      .toEqual([{ waits_for: 'Lock' }]);
    expect(await woken()).toEqual(nothing);
    await holder.query('commit');
    await holder.end();
    const said = await first;
    expect(months(said)).toEqual(threeMonths);
    expect(said).toMatchObject({ pruned: { 'identity.decisions': 12_000 } });
    expect(await kept('identity.decisions')).toBe(0);
  });

  test('not while the process goes: what is left is for the next time', async () => {
    await decided(3, 15);
    expect(await woken(AbortSignal.abort())).toMatchObject({ pruned: {}, batches: 0 });
    expect(await woken()).toMatchObject({ pruned: { 'identity.decisions': 3 } });
  });
});

test('Dead letters are known as long as the log has them, and no longer', async () => {
  const letters = retention.find(({ table }) => table === 'dead_letters');
  expect(letters?.keepMs).toBe(deadLetterRetentionMs);
  await owner.query(
    `insert into push.dead_letters (dead_letter_id, trigger, topic, topic_identity, partition, "offset",
                                    code, error, attributes, failed_at)
     select gen_random_uuid(), 't', 'topic', gen_random_uuid(), 0, days, 500, 'e', '{}',
            now() - make_interval(days => days)
     from unnest('{29,31,40}'::integer[]) as days`,
  );
  expect(await woken()).toMatchObject({ pruned: { 'push.dead_letters': 2 } });
  expect(await kept('push.dead_letters')).toBe(1);
});
