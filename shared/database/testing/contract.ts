/** What every way to a PostgreSQL does: rights, limits, and what is said of every failure. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import pg from 'pg';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.ts';
import { migrationDirectory } from '../../testing/migrations.ts';
import { CommitUnknown, type Database, DatabaseRefused, DatabaseUnavailable } from '../database.ts';
import { migrate } from '../migrate.ts';
import { type PostgresOptions, postgresDatabase } from '../postgres.ts';
import { cuttableWire, portOf } from './cuttable-wire.ts';
import { lists } from './lists.ts';

/** A way from the adapter to the server at a URL: a driver, a pooler, a proxy. */
export interface Way {
  /** Opens the way to the server at `url`; asked once for each server. */
  through(url: string): Promise<PostgresOptions>;
  close(): Promise<void>;
}

/** Test files run side by side, and the test server has 200 connections. */
const poolMax = 5;

const one = '0190a000-0000-7000-8000-000000000001';
const two = '0190a000-0000-7000-8000-000000000002';
const role = 'serai_pantry';

const pantry = `
  create table pantry.jars (
    tenant_id uuid not null,
    jar_id integer not null,
    spoons integer not null check (spoons >= 0),
    primary key (tenant_id, jar_id)
  );
  alter table pantry.jars enable row level security;
  alter table pantry.jars force row level security;
  create policy tenant on pantry.jars
    using (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]))
    with check (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]));
  create table pantry.shelves (shelf_id integer primary key);
  create table pantry.labels (shelf_id integer references pantry.shelves deferrable initially deferred)`;

export function databaseContract(name: string, way: Way): void {
  describe(`Through ${name}`, () => {
    let house: TestDatabase;
    let owner: pg.Client;
    let database: Database;
    let options: PostgresOptions;

    beforeAll(async () => {
      house = await testDatabase({ empty: true });
      const files = await migrationDirectory({
        '0001-pantry-jars.sql': pantry,
        '0002-cellar-casks.sql': 'create table cellar.casks (cask_id integer primary key)',
      });
      await migrate({ url: house.url, directory: files.directory });
      await files.close();
      owner = new pg.Client({ connectionString: house.url });
      await owner.connect();
      options = await way.through(house.url);
      database = postgresDatabase({ poolMax, role, ...options });
    });
    beforeEach(async () => {
      await owner.query('truncate pantry.jars, pantry.shelves, pantry.labels');
    });
    afterAll(async () => {
      await owner.end();
      await database.close();
      await way.close();
      await house.close();
    });

    function another(more: Omit<PostgresOptions, 'url'>, given = options): Database {
      const opened = postgresDatabase({ ...given, ...more });
      onTestFinished(() => opened.close());
      return opened;
    }

    function addJar(to: Database, tenant: string, jar: number, as = [tenant]): Promise<number> {
      return to.write(as, (sql) =>
        sql.count('insert into pantry.jars values ($1, $2, 5)', [tenant, jar]),
      );
    }

    function jarsSeenBy(tenants: readonly string[], from = database): Promise<object[]> {
      return from.read(tenants, (sql) =>
        sql.rows('select jar_id from pantry.jars order by jar_id'),
      );
    }

    async function failureOf(outcome: Promise<unknown>): Promise<unknown> {
      return outcome.then(
        () => 'resolved',
        (error: unknown) => error,
      );
    }

    async function shelves(): Promise<unknown[]> {
      return (await owner.query('select shelf_id from pantry.shelves order by shelf_id')).rows.map(
        (row) => row.shelf_id,
      );
    }

    describe('a column value', () => {
      test('reaches the code unrounded and unshifted', async () => {
        const rows = await database.read([], (sql) =>
          sql.rows(`select 9007199254740991::int8 as "int8", '1.10'::numeric as "numeric",
        '2026-02-28'::date as "date", '2026-01-02T05:04:05+02'::timestamptz as "instant",
        '2026-01-02T03:04:05.123456Z'::timestamptz as "micros", '2026-01-02T03:04:05.1Z'::timestamptz as "tenths",
        '2026-01-02T03:04:05'::timestamp as "local", 'infinity'::timestamptz as "never",
        array[1, null]::int8[] as "int8s", array['2026-02-28']::date[] as "dates",
        '{"a": 1}'::jsonb as "json", '\\x01'::bytea as "bytes", 3::int4 as "int4", null as "nothing"`),
        );
        expect(rows).toStrictEqual([
          {
            int8: 9007199254740991,
            numeric: '1.10',
            date: '2026-02-28',
            instant: '2026-01-02T03:04:05.000Z',
            micros: '2026-01-02T03:04:05.123456Z',
            tenths: '2026-01-02T03:04:05.100Z',
            local: '2026-01-02T03:04:05',
            never: 'infinity',
            int8s: [1, null],
            dates: ['2026-02-28'],
            json: { a: 1 },
            bytes: Buffer.from([1]),
            int4: 3,
            nothing: null,
          },
        ]);
      });

      test('that a number cannot hold is our bug, not rounded', async () => {
        const reading = database.read([], (sql) => sql.rows('select 9007199254740993::int8'));
        await expect(reading).rejects.toThrow('int8 9007199254740993 does not fit');
      });
    });

    describe('a role', () => {
      test('a tenant sees its own rows, nobody else any', async () => {
        await addJar(database, one, 1);
        await addJar(database, two, 2);
        expect(await jarsSeenBy([])).toStrictEqual([]);
        expect(await jarsSeenBy([one])).toStrictEqual([{ jar_id: 1 }]);
        expect(await jarsSeenBy([])).toStrictEqual([]);
        expect(await jarsSeenBy([two])).toStrictEqual([{ jar_id: 2 }]);
        expect(await jarsSeenBy([one, two])).toStrictEqual([{ jar_id: 1 }, { jar_id: 2 }]);
      });

      test('a row of another tenant is neither written nor changed', async () => {
        await addJar(database, one, 1);
        expect(await failureOf(addJar(database, two, 2, [one]))).toMatchObject({
          name: 'DatabaseRefused',
          sqlState: '42501',
        });
        const emptied = database.write([two], (sql) =>
          sql.count('update pantry.jars set spoons = 0'),
        );
        expect(await emptied).toBe(0);
        expect((await owner.query('select * from pantry.jars')).rows).toStrictEqual([
          { tenant_id: one, jar_id: 1, spoons: 5 },
        ]);
      });

      test('another schema is out of reach', async () => {
        const looking = database.read([], (sql) => sql.rows('select * from cellar.casks'));
        expect(await failureOf(looking)).toMatchObject({ sqlState: '42501' });
      });

      test('it speaks as its role with time-outs set', async () => {
        const rows = await database.read([], (sql) =>
          sql.rows(`select current_user::text as "user", current_setting('statement_timeout') as "statement",
        current_setting('lock_timeout') as "lock",
        current_setting('idle_in_transaction_session_timeout') as "idle", current_setting('TimeZone') as "zone"`),
        );
        expect(rows).toStrictEqual([
          { user: role, statement: '10s', lock: '5s', idle: '10s', zone: 'UTC' },
        ]);
      });

      test('a read cannot write', async () => {
        const writing = database.read([], (sql) =>
          sql.count('insert into pantry.shelves values (1)'),
        );
        expect(await failureOf(writing)).toMatchObject({ sqlState: '25006' });
        expect(await shelves()).toStrictEqual([]);
      });

      test('what the work throws undoes what it did, and comes out as it was', async () => {
        const thrown = new Error('changed my mind');
        const writing = database.write([], async (sql) => {
          await sql.count('insert into pantry.shelves values (1)');
          throw thrown;
        });
        expect(await failureOf(writing)).toBe(thrown);
        expect(await shelves()).toStrictEqual([]);
      });
    });

    describe('a tenant that is no UUID', () => {
      test('reaches no statement', async () => {
        const reading = database.read(["'; drop table pantry.jars; --"], (sql) =>
          sql.rows('select 1'),
        );
        await expect(reading).rejects.toThrow('a tenant is a UUID');
      });
    });

    describe('a failed statement', () => {
      test('tells its SQLSTATE and constraint', async () => {
        await addJar(database, one, 1);
        const again = await failureOf(addJar(database, one, 1));
        expect(again).toBeInstanceOf(DatabaseRefused);
        expect(again).toMatchObject({ sqlState: '23505', constraint: 'jars_pkey' });
      });

      test('that the work overlooks still undoes everything', async () => {
        const writing = database.write([], async (sql) => {
          await sql.count('insert into pantry.shelves values (1)');
          await sql.rows('select 1 / 0').catch(() => []);
        });
        expect(await failureOf(writing)).toMatchObject({
          name: 'DatabaseRefused',
          sqlState: '22012',
        });
        expect(await shelves()).toStrictEqual([]);
      });

      test('nobody waited for makes COMMIT answer ROLLBACK, which is no success', async () => {
        const writing = database.write([], async (sql) => {
          await sql.count('insert into pantry.shelves values (1)');
          sql.rows('select 1 / 0').catch(() => []);
        });
        expect(await failureOf(writing)).toMatchObject({
          name: 'DatabaseRefused',
          sqlState: '22012',
        });
        expect(await shelves()).toStrictEqual([]);
      });

      test('at COMMIT is a refusal', async () => {
        const writing = database.write([], (sql) =>
          sql.count('insert into pantry.labels values (404)'),
        );
        expect(await failureOf(writing)).toMatchObject({
          name: 'DatabaseRefused',
          sqlState: '23503',
        });
      });

      test('does not disturb the next transaction of the connection', async () => {
        const single = another({ role, poolMax: 1 });
        await failureOf(single.write([], (sql) => sql.rows('select 1 / 0')));
        await single.write([], (sql) => sql.count('insert into pantry.shelves values (7)'));
        expect(await shelves()).toStrictEqual([7]);
      });

      test('by its time-out is to be tried again', async () => {
        const hasty = another({ role, statementTimeoutMs: 50 });
        const waiting = hasty.read([], (sql) => sql.rows('select pg_sleep(10)'));
        expect(await failureOf(waiting)).toBeInstanceOf(DatabaseUnavailable);
      });

      test('by a lock that another holds is to be tried again', async () => {
        const hasty = another({ role, lockTimeoutMs: 50 });
        await owner.query('begin; lock table pantry.shelves in exclusive mode');
        onTestFinished(async () => {
          await owner.query('rollback');
        });
        const waiting = hasty.write([], (sql) =>
          sql.count('insert into pantry.shelves values (1)'),
        );
        expect(await failureOf(waiting)).toMatchObject({
          name: 'DatabaseUnavailable',
          message: 'canceling statement due to lock timeout (55P03)',
        });
      });

      test('of work that idled in its transaction for too long is to be tried again', async () => {
        const idle = another({ role, poolMax: 1, idleInTransactionTimeoutMs: 50 });
        const writing = idle.write([], async (sql) => {
          const [backend] = await sql.rows<{ pid: number }>('select pg_backend_pid() as pid');
          await vi.waitUntil(
            async () => {
              const text = 'select from pg_stat_activity where pid = $1';
              return (await owner.query(text, [backend?.pid])).rowCount === 0;
            },
            { timeout: 10_000 },
          );
          await sql.count('insert into pantry.shelves values (1)');
        });
        expect(await failureOf(writing)).toBeInstanceOf(DatabaseUnavailable);
        await idle.write([], (sql) => sql.count('insert into pantry.shelves values (2)'));
        expect(await shelves()).toStrictEqual([2]);
      });

      test('whose plan a migration has outdated is to be tried again, on a new plan, where plans are kept', async () => {
        const single = another({ role, poolMax: 1 });
        const look = () => single.read([], (sql) => sql.rows('select * from pantry.shelves'));
        await look();
        await owner.query('alter table pantry.shelves add column width integer');
        onTestFinished(async () => {
          await owner.query('alter table pantry.shelves drop column width');
        });
        if (options.prepare !== false) {
          expect(await failureOf(look())).toBeInstanceOf(DatabaseUnavailable);
        }
        expect(await look()).toStrictEqual([]);
      });

      test('after the end of its transaction is our bug', async () => {
        const late = await database.read([], async (sql) => () => sql.rows('select 1'));
        await expect(failureOf(Promise.try(late))).resolves.toMatchObject({
          code: 'ERR_ASSERTION',
        });
      });
    });

    describe('a connection killed', () => {
      const ownPid = 'select pg_backend_pid() as pid';

      /** Until the backend is gone; the answer to a later question comes behind its last words. */
      async function kill(backend: { pid: number } | undefined): Promise<void> {
        await owner.query('select pg_terminate_backend($1, 5000)', [backend?.pid]);
        await owner.query('select 1');
      }

      test('in the middle of the work: nothing written, the next one succeeds', async () => {
        const single = another({ role, poolMax: 1 });
        const writing = single.write([], async (sql) => {
          await sql.count('insert into pantry.shelves values (1)');
          const [backend] = await sql.rows<{ pid: number }>(ownPid);
          await kill(backend);
          await sql.count('insert into pantry.shelves values (2)');
        });
        expect(await failureOf(writing)).toBeInstanceOf(DatabaseUnavailable);
        await single.write([], (sql) => sql.count('insert into pantry.shelves values (3)'));
        expect(await shelves()).toStrictEqual([3]);
      });

      test('before COMMIT, and noticed: nothing written', async () => {
        const single = another({ role, poolMax: 1 });
        const writing = single.write([], async (sql) => {
          await sql.count('insert into pantry.shelves values (1)');
          const [backend] = await sql.rows<{ pid: number }>(ownPid);
          await kill(backend);
        });
        expect(await failureOf(writing)).toBeInstanceOf(DatabaseUnavailable);
        expect(await shelves()).toStrictEqual([]);
      });

      test('while idle: the next caller gets another one', async () => {
        const single = another({ role, poolMax: 1 });
        const [backend] = await single.read([], (sql) => sql.rows<{ pid: number }>(ownPid));
        await kill(backend);
        const [next] = await single.read([], (sql) => sql.rows<{ pid: number }>(ownPid));
        expect(next?.pid).not.toBe(backend?.pid);
      });
    });

    describe('COMMIT that gets no answer', () => {
      test('is unknown, whether the server has seen it or not', async () => {
        const wire = await cuttableWire(house.url);
        const through = another({ role, poolMax: 1 }, await way.through(wire.url));
        const cutBefore = through.write([], async (sql) => {
          await sql.count('insert into pantry.shelves values (1)');
          wire.cutAt('commit', 'before');
        });
        expect(await failureOf(cutBefore)).toBeInstanceOf(CommitUnknown);
        const cutAfter = through.write([], async (sql) => {
          await sql.count('insert into pantry.shelves values (2)');
          wire.cutAt('commit', 'after');
        });
        expect(await failureOf(cutAfter)).toBeInstanceOf(CommitUnknown);
        expect(await shelves()).toStrictEqual([2]);
      });
    });

    describe('a full pool', () => {
      test('makes callers wait a bounded time in a bounded queue', async () => {
        const small = another({ role, poolMax: 1, acquireTimeoutMs: 200, waitingMax: 1 });
        const held = Promise.withResolvers<void>();
        const started = Promise.withResolvers<void>();
        const holder = small.read([], () => {
          started.resolve();
          return held.promise;
        });
        await started.promise;
        const startedMs = performance.now();
        const waiting = failureOf(small.read([], (sql) => sql.rows('select 1')));
        const tooMany = await failureOf(small.read([], (sql) => sql.rows('select 1')));
        expect(tooMany).toStrictEqual(
          new DatabaseUnavailable('1 callers wait for a connection already'),
        );
        expect(await waiting).toBeInstanceOf(DatabaseUnavailable);
        expect(performance.now() - startedMs).toBeLessThan(2_000);
        held.resolve();
        await holder;
        expect(await small.read([], (sql) => sql.rows('select 1 as one'))).toStrictEqual([
          { one: 1 },
        ]);
      });

      test('serves many callers, each with its own tenant', async () => {
        const patient = another({ role, poolMax, acquireTimeoutMs: 60_000 });
        await addJar(database, one, 1);
        await addJar(database, two, 2);
        const seen = await Promise.all(
          Array.from({ length: 200 }, (_, index) =>
            jarsSeenBy([index % 2 === 0 ? one : two], patient),
          ),
        );
        const expected = Array.from({ length: 200 }, (_, index) => [{ jar_id: (index % 2) + 1 }]);
        expect(seen).toStrictEqual(expected);
      });
    });

    describe('a database that is away', () => {
      test('is unavailable', async () => {
        const probe = createServer().listen(0, '127.0.0.1');
        await once(probe, 'listening');
        const port = portOf(probe);
        probe.close();
        const away = another(
          { role, acquireTimeoutMs: 2_000 },
          await way.through(`postgres://nobody:x@127.0.0.1:${port}/nothing`),
        );
        const reading = away.read([], (sql) => sql.rows('select 1'));
        expect(await failureOf(reading)).toBeInstanceOf(DatabaseUnavailable);
      });
    });
    describe('a list', () => lists(() => database));
  });
}
