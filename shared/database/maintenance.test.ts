import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { maintain, preparePartitions } from './maintenance.ts';
import { migrate } from './migrate.ts';
import { makeMonths, monthsFrom } from './month-partitions.ts';

const dayMs = 86_400_000;
const [one, other] = [randomUUID(), randomUUID()];
const retention = [
  { table: 'decisions', column: 'decided_at', keepMs: 14 * dayMs },
  { table: 'parked', column: 'parked_at', keepMs: 90 * dayMs },
];

let house: TestDatabase;
let owner: pg.Client;
beforeEach(async () => {
  house = await testDatabase();
  owner = await connected(house.url);
});
afterEach(async () => {
  await owner.end();
  await house.close();
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

const fact = `insert into identity.events (partition, position, tenant_id, event_id, type, subject, partition_key,
    correlation_id, causation_id, traceparent, occurred_at, data, recorded_at)
  values (0, $1, $2, gen_random_uuid(), 't', 's', 'k', 'c', 'c', '', now(), '{}', $3)`;

async function decided(rows: number, tenantId: string, ageMs: number): Promise<void> {
  await owner.query(
    `insert into identity.decisions (tenant_id, command_id, fingerprint, outcome, decided_at)
     select $1, gen_random_uuid(), 'f', 'accepted', now() - make_interval(secs => $2)
     from generate_series(1, $3)`,
    [tenantId, ageMs / 1000, rows],
  );
}

async function placesOf(): Promise<unknown[]> {
  const { rows } = await owner.query(
    'select position::integer, tableoid::regclass::text as place from identity.events order by position',
  );
  return rows;
}

describe('months', () => {
  test('begin with the current one and go over the end of a year', () => {
    expect(monthsFrom(Date.parse('2026-12-31T23:59:59.999Z'), 3)).toEqual([
      { year: 2026, month: 12 },
      { year: 2027, month: 1 },
      { year: 2027, month: 2 },
    ]);
  });

  test('get a partition each in every context, once', async () => {
    const months = [
      { year: 2031, month: 12 },
      { year: 2032, month: 1 },
    ];
    const { rows } = await owner.query<{ schema: string }>(
      `select relnamespace::regnamespace::text as schema from pg_class
       where relname = 'outbox' order by 1`,
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(await makeMonths(owner, months)).toEqual(
      rows.flatMap(({ schema }) => [`${schema}.events_2031_12`, `${schema}.events_2032_01`]),
    );
    expect(await makeMonths(owner, months)).toEqual([]);
  });

  test('have their facts, from their first instant to the last before the next', async () => {
    await makeMonths(owner, [{ year: 2031, month: 12 }]);
    const instants = [
      '2031-11-30T23:59:59.999999Z',
      '2031-12-01Z',
      '2031-12-31T23:59:59.999999Z',
      '2032-01-01Z',
    ];
    for (const [position, instant] of instants.entries())
      await owner.query(fact, [position, one, instant]);
    expect(await placesOf()).toEqual([
      { position: 0, place: 'identity.events_default' },
      { position: 1, place: 'identity.events_2031_12' },
      { position: 2, place: 'identity.events_2031_12' },
      { position: 3, place: 'identity.events_default' },
    ]);
  });

  test('whose facts came before their partition keep them where they are', async () => {
    await owner.query(fact, [0, one, '2031-12-24Z']);
    const made = await makeMonths(owner, [
      { year: 2031, month: 12 },
      { year: 2032, month: 1 },
    ]);
    expect(made.filter((name) => name.startsWith('identity.'))).toEqual([
      'identity.events_2032_01',
    ]);
    expect(await placesOf()).toEqual([{ position: 0, place: 'identity.events_default' }]);
  });

  test('keep tenants apart: nobody reaches a partition but through its table', async () => {
    await makeMonths(owner, [{ year: 2031, month: 12 }]);
    await owner.query(fact, [0, one, '2031-12-24Z']);
    await owner.query(fact, [1, other, '2031-12-24Z']);
    const asContext = house.database('serai_identity', { schema: 'identity' });
    const asRelay = house.database('serai_identity_relay', { schema: 'identity' });
    const positions = 'select position from events order by position';
    expect(await asContext.read([other], (sql) => sql.rows(positions))).toEqual([{ position: 1 }]);
    expect(await asRelay.read([], (sql) => sql.rows(positions))).toEqual([
      { position: 0 },
      { position: 1 },
    ]);
    for (const database of [asContext, asRelay])
      await expect(
        database.read([other], (sql) => sql.rows('select position from events_2031_12')),
      ).rejects.toMatchObject({ name: 'DatabaseRefused', sqlState: '42501' });
  });

  test('wait for nobody for long: what cannot be made now leaves nothing behind', async () => {
    const reader = await connected(house.url);
    await reader.query('begin; select from identity.events');
    await expect(makeMonths(owner, [{ year: 2031, month: 12 }])).rejects.toThrow('lock timeout');
    await reader.query('rollback');
    await reader.end();
    const made = await makeMonths(owner, [{ year: 2031, month: 12 }]);
    expect(made).toContain('identity.events_2031_12');
  });
});

describe('maintenance', () => {
  test('lets go of what is past its time, to the minute, and of nothing else', async () => {
    await decided(12_000, one, 14 * dayMs + 60_000);
    await decided(7, other, 14 * dayMs - 60_000);
    await owner.query(`insert into identity.parked values
      ('c', gen_random_uuid(), 0, 0, 'old', now() - interval '90 days 1 minute'),
      ('c', gen_random_uuid(), 0, 1, 'new', now() - interval '90 days' + interval '1 minute')`);
    const done = await maintain({ url: house.url, retention, nowMs: Date.now() });
    expect(done?.pruned).toEqual(
      new Map([
        ['identity.decisions', 12_000],
        ['identity.parked', 1],
      ]),
    );
    const { rows } = await owner.query(`select count(*)::integer as kept from identity.decisions
      union all select count(*)::integer from identity.parked where reason = 'new'`);
    expect(rows).toEqual([{ kept: 7 }, { kept: 1 }]);
  });

  test('lets go of one column of what is kept, in every partition', async () => {
    const keepMs = 400 * dayMs;
    await makeMonths(owner, monthsFrom(Date.now() - keepMs - dayMs, 1));
    const ages = [keepMs + dayMs, keepMs - dayMs, keepMs + 200 * dayMs];
    for (const [position, ageMs] of ages.entries())
      await owner.query(fact, [position, one, new Date(Date.now() - ageMs)]);
    await owner.query(`update identity.events set client_address = '203.0.113.7'`);
    const clear = { table: 'events', column: 'recorded_at', keepMs, clear: 'client_address' };
    const options = { url: house.url, retention: [clear], nowMs: Date.now() };
    const pruned = (await maintain(options))?.pruned ?? new Map<string, number>();
    expect([...pruned.values()]).toEqual([1, 1]);
    const { rows } = await owner.query(
      'select position::integer, client_address as address, data from identity.events order by 1',
    );
    expect(rows).toEqual([
      { position: 0, address: null, data: '{}' },
      { position: 1, address: '203.0.113.7', data: '{}' },
      { position: 2, address: null, data: '{}' },
    ]);
    expect((await maintain(options))?.pruned).toEqual(new Map());
  });

  test('makes this month and two more, and finds them there the next day', async () => {
    const nowMs = Date.parse('2031-12-24Z');
    const made = await preparePartitions({ url: house.url, nowMs });
    expect(made.filter((name) => name.startsWith('identity.'))).toEqual([
      'identity.events_2031_12',
      'identity.events_2032_01',
      'identity.events_2032_02',
    ]);
    expect(await maintain({ url: house.url, retention, nowMs: nowMs + dayMs })).toMatchObject({
      partitions: [],
    });
  });

  test('freezes past months once, and leaves the one whose facts come now alone', async () => {
    await makeMonths(owner, [
      { year: 2031, month: 11 },
      { year: 2031, month: 12 },
    ]);
    for (const [position, instant] of ['2031-11-30Z', '2031-12-01Z'].entries())
      await owner.query(fact, [position, one, instant]);
    const options = { url: house.url, retention, nowMs: Date.parse('2031-12-24Z') };
    const frozen = (await maintain(options))?.frozen ?? [];
    expect(frozen).toContain('identity.events_2031_11');
    expect(frozen.filter((name) => name.endsWith('_2031_12'))).toEqual([]);
    // What a transaction of anybody else might still see as absent is left for the next time.
    await expect.poll(async () => (await maintain(options))?.frozen).toEqual([]);
    const { rows } = await owner.query(
      `select relname as name, relallvisible as visible, reltuples as rows, reloptions as options
       from pg_class where oid in ('identity.events_2031_11'::regclass, 'identity.events_2031_12'::regclass) order by 1`,
    );
    const settings = ['autovacuum_vacuum_insert_threshold=-1'];
    expect(rows).toEqual([
      { name: 'events_2031_11', visible: 1, rows: 1, options: settings },
      { name: 'events_2031_12', visible: 0, rows: -1, options: settings },
    ]);
  });

  test('ends between two transactions when the process goes', async () => {
    await decided(3, one, 15 * dayMs);
    const signal = AbortSignal.abort();
    const done = await maintain({ url: house.url, retention, nowMs: Date.now(), signal });
    expect(done).toMatchObject({ pruned: new Map(), frozen: [] });
  });

  test('is left to the one that is at it', async () => {
    await owner.query('select pg_advisory_lock(7325410017)');
    expect(await maintain({ url: house.url, retention, nowMs: Date.now() })).toBeUndefined();
  });

  test('does the same for an owner who is no superuser, and leaves policies forced', async () => {
    const name = `owner_${randomBytes(6).toString('hex')}`;
    const empty = await testDatabase({ empty: true });
    await owner.query(`create role ${name} login createrole password 'pass'`);
    await owner.query(`alter database ${new URL(empty.url).pathname.slice(1)} owner to ${name}`);
    await owner.query(`do $$ declare it name; begin
      for it in select rolname from pg_roles where rolname like 'serai\\_%' loop
        execute format('grant %I to ${name} with admin option', it);
      end loop; end $$`);
    const url = new URL(empty.url);
    [url.username, url.password] = [name, 'pass'];
    await migrate({ url: url.href });
    const first = owner;
    owner = await connected(empty.url);
    await decided(5, one, 15 * dayMs);
    await decided(2, other, 13 * dayMs);
    const done = await maintain({ url: url.href, retention, nowMs: Date.parse('2031-12-24Z') });
    expect(done?.pruned).toEqual(new Map([['identity.decisions', 5]]));
    expect(done?.partitions).toContain('identity.events_2032_02');
    const { rows } = await owner.query(`select relforcerowsecurity as forced from pg_class
      where oid = 'identity.decisions'::regclass`);
    expect(rows).toEqual([{ forced: true }]);
    await owner.end();
    owner = first;
    await empty.close();
  });
});
