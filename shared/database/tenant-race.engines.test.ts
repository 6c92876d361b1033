/**
 * Row-level security on sessions that tenants share: many tenants at once on few sessions of a
 * transaction pooler, where a setting that outlives its transaction would show one another's rows.
 * `TENANT_READS` says how often it is tried; each night a million times.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PgbouncerEngine, pgbouncerEngine } from '../../scripts/engines/pgbouncer.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { migrationDirectory } from '../testing/migrations.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { postgresDatabase } from './postgres.ts';

const reads = Number(process.env['TENANT_READS'] ?? 5_000);
const tenants = Array.from({ length: 50 }, () => randomUUID());
const atOnce = 40;
/** Far fewer than ask: every session serves every tenant, over and over. */
const sessions = 3;

const pantry = `
  create table pantry.jars (tenant_id uuid not null, jar_id integer not null);
  alter table pantry.jars enable row level security;
  alter table pantry.jars force row level security;
  create policy tenant on pantry.jars
    using (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]))
    with check (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]))`;

let house: TestDatabase;
let owner: pg.Client;
let pooler: PgbouncerEngine;
let database: Database;

beforeAll(async () => {
  house = await testDatabase({ empty: true });
  const files = await migrationDirectory({ '0001-pantry-jars.sql': pantry });
  await migrate({ url: house.url, directory: files.directory });
  await files.close();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
  await owner.query(
    `insert into pantry.jars select tenant, number from unnest($1::uuid[]) with ordinality as t (tenant, number)`,
    [tenants],
  );
  pooler = await pgbouncerEngine({ url: house.url, poolSize: sessions });
  const options = { url: pooler.url, role: 'serai_pantry', prepare: false, poolMax: atOnce };
  database = postgresDatabase({ ...options, acquireTimeoutMs: 30_000 });
});
afterAll(async () => {
  await database.close();
  await pooler.close();
  await owner.end();
  await house.close();
});

type Way = (tenant: string) => Promise<unknown>;

const jarsOf = 'select tenant_id, jar_id from pantry.jars';

const asks = {
  own: (tenant) => database.read([tenant], (sql) => sql.rows(jarsOf)),
  nobodys: () => database.read([], (sql) => sql.rows(jarsOf)),
  undone: (tenant) =>
    database
      .write([tenant], async (sql) => {
        await sql.count('delete from pantry.jars');
        throw new Error('changed its mind');
      })
      .catch(() => []),
  broken: (tenant) => database.write([tenant], (sql) => sql.rows('select 1 / 0')).catch(() => []),
} as const satisfies Record<string, Way>;

/** Mostly reads, between transactions that end in every other way. */
const turns = ['own', 'own', 'nobodys', 'own', 'undone', 'own', 'own', 'broken'] as const;

test(`no tenant sees another's rows in ${reads} transactions on ${sessions} sessions`, async () => {
  let next = 0;
  let seen = 0;
  const wrong: unknown[] = [];
  async function asker(): Promise<void> {
    while (next < reads) {
      const at = next;
      next += 1;
      const index = (at * 7) % tenants.length;
      const tenant = tenants[index] ?? '';
      const turn = turns[at % turns.length] ?? 'own';
      const rows = await asks[turn](tenant);
      const expected = turn === 'own' ? [{ tenant_id: tenant, jar_id: index + 1 }] : [];
      if (turn === 'own') seen += 1;
      if (JSON.stringify(rows) !== JSON.stringify(expected)) wrong.push({ turn, tenant, rows });
    }
  }
  await Promise.all(Array.from({ length: atOnce }, asker));
  expect(wrong).toEqual([]);
  expect(seen).toBe(Math.floor(reads / turns.length) * 5);
}, 1_800_000);

test('the sessions were shared: the pooler never had more of them', async () => {
  const { rows } = await owner.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  expect(rows).toEqual([{ count: sessions }]);
});
