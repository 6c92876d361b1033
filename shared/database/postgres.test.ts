import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { migrationDirectory } from '../testing/migrations.ts';
import { CommitUnknown, type Database, DatabaseRefused, DatabaseUnavailable } from './database.ts';
import { migrate } from './migrate.ts';
import { type PostgresOptions, postgresDatabase } from './postgres.ts';

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

let house: TestDatabase;
let owner: pg.Client;
let database: Database;

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
  database = house.database(role);
});
beforeEach(async () => {
  await owner.query('truncate pantry.jars, pantry.shelves, pantry.labels');
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

function another(options: Omit<PostgresOptions, 'url'>, url = house.url): Database {
  const opened = postgresDatabase({ url, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

function addJar(to: Database, tenant: string, jar: number, as = [tenant]): Promise<number> {
  return to.write(as, (sql) =>
    sql.count('insert into pantry.jars values ($1, $2, 5)', [tenant, jar]),
  );
}

function jarsSeenBy(tenants: readonly string[], from = database): Promise<object[]> {
  return from.read(tenants, (sql) => sql.rows('select jar_id from pantry.jars order by jar_id'));
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

describe.each([
  { through: 'a direct connection', options: {} },
  { through: 'unnamed statements, as behind a pooler', options: { prepare: false } },
])('through $through', ({ options }) => {
  let speaker: Database;
  beforeAll(() => {
    speaker = house.database(role, options);
  });

  test('a tenant sees its own rows, nobody else any', async () => {
    await addJar(speaker, one, 1);
    await addJar(speaker, two, 2);
    expect(await jarsSeenBy([], speaker)).toStrictEqual([]);
    expect(await jarsSeenBy([one], speaker)).toStrictEqual([{ jar_id: 1 }]);
    expect(await jarsSeenBy([], speaker)).toStrictEqual([]);
    expect(await jarsSeenBy([two], speaker)).toStrictEqual([{ jar_id: 2 }]);
    expect(await jarsSeenBy([one, two], speaker)).toStrictEqual([{ jar_id: 1 }, { jar_id: 2 }]);
  });

  test('a row of another tenant is neither written nor changed', async () => {
    await addJar(speaker, one, 1);
    expect(await failureOf(addJar(speaker, two, 2, [one]))).toMatchObject({
      name: 'DatabaseRefused',
      sqlState: '42501',
    });
    const emptied = speaker.write([two], (sql) => sql.count('update pantry.jars set spoons = 0'));
    expect(await emptied).toBe(0);
    expect((await owner.query('select * from pantry.jars')).rows).toStrictEqual([
      { tenant_id: one, jar_id: 1, spoons: 5 },
    ]);
  });

  test('another schema is out of reach', async () => {
    const looking = speaker.read([], (sql) => sql.rows('select * from cellar.casks'));
    expect(await failureOf(looking)).toMatchObject({ sqlState: '42501' });
  });

  test('it speaks as its role with time-outs set', async () => {
    const rows = await speaker.read([], (sql) =>
      sql.rows(`select current_user::text as "user", current_setting('statement_timeout') as "statement",
        current_setting('idle_in_transaction_session_timeout') as "idle", current_setting('TimeZone') as "zone"`),
    );
    expect(rows).toStrictEqual([{ user: role, statement: '10s', idle: '10s', zone: 'UTC' }]);
  });

  test('a read cannot write', async () => {
    const writing = speaker.read([], (sql) => sql.count('insert into pantry.shelves values (1)'));
    expect(await failureOf(writing)).toMatchObject({ sqlState: '25006' });
    expect(await shelves()).toStrictEqual([]);
  });

  test('what the work throws undoes what it did, and comes out as it was', async () => {
    const thrown = new Error('changed my mind');
    const writing = speaker.write([], async (sql) => {
      await sql.count('insert into pantry.shelves values (1)');
      throw thrown;
    });
    expect(await failureOf(writing)).toBe(thrown);
    expect(await shelves()).toStrictEqual([]);
  });
});

describe('a tenant that is no UUID', () => {
  test('reaches no statement', async () => {
    const reading = database.read(["'; drop table pantry.jars; --"], (sql) => sql.rows('select 1'));
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
    expect(await failureOf(writing)).toMatchObject({ name: 'DatabaseRefused', sqlState: '22012' });
    expect(await shelves()).toStrictEqual([]);
  });

  test('nobody waited for makes COMMIT answer ROLLBACK, which is no success', async () => {
    const writing = database.write([], async (sql) => {
      await sql.count('insert into pantry.shelves values (1)');
      sql.rows('select 1 / 0').catch(() => []);
    });
    expect(await failureOf(writing)).toMatchObject({ name: 'DatabaseRefused', sqlState: '22012' });
    expect(await shelves()).toStrictEqual([]);
  });

  test('at COMMIT is a refusal', async () => {
    const writing = database.write([], (sql) =>
      sql.count('insert into pantry.labels values (404)'),
    );
    expect(await failureOf(writing)).toMatchObject({ name: 'DatabaseRefused', sqlState: '23503' });
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

  test('whose plan a migration has outdated is to be tried again, on a new plan', async () => {
    const single = another({ role, poolMax: 1 });
    const look = () => single.read([], (sql) => sql.rows('select * from pantry.shelves'));
    await look();
    await owner.query('alter table pantry.shelves add column width integer');
    onTestFinished(async () => {
      await owner.query('alter table pantry.shelves drop column width');
    });
    expect(await failureOf(look())).toBeInstanceOf(DatabaseUnavailable);
    expect(await look()).toStrictEqual([]);
  });

  test('after the end of its transaction is our bug', async () => {
    const late = await database.read([], async (sql) => () => sql.rows('select 1'));
    await expect(failureOf(Promise.try(late))).resolves.toMatchObject({ code: 'ERR_ASSERTION' });
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
    const wire = await cuttableWire();
    const through = another({ role, poolMax: 1 }, wire.url);
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
    expect(await small.read([], (sql) => sql.rows('select 1 as one'))).toStrictEqual([{ one: 1 }]);
  });

  test('serves many callers, each with its own tenant', async () => {
    await addJar(database, one, 1);
    await addJar(database, two, 2);
    const seen = await Promise.all(
      Array.from({ length: 200 }, (_, index) => jarsSeenBy([index % 2 === 0 ? one : two])),
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
    const away = another({ role }, `postgres://nobody:x@127.0.0.1:${port}/nothing`);
    const reading = away.read([], (sql) => sql.rows('select 1'));
    expect(await failureOf(reading)).toBeInstanceOf(DatabaseUnavailable);
  });
});

/** A TCP relay to the server that can cut the wire where a word passes. */
async function cuttableWire() {
  const server = new URL(house.url);
  const sockets = new Set<Socket>();
  let cut: { readonly word: string; readonly when: 'before' | 'after' } | undefined;
  const relay = createServer((near) => {
    const far = connect(Number(server.port), server.hostname);
    sockets.add(near).add(far);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    let deaf = false;
    near.on('data', (chunk) => {
      const now = cut !== undefined && chunk.includes(cut.word) ? cut.when : undefined;
      if (now === 'before') {
        near.destroy();
      } else {
        deaf = now === 'after';
        far.write(chunk);
      }
      cut = now === undefined ? cut : undefined;
    });
    far.on('data', (chunk) => {
      if (deaf) {
        near.destroy(); // the server has answered, and nobody will hear it
      } else {
        near.write(chunk);
      }
    });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => {
    relay.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  const near = new URL(server);
  near.port = String(portOf(relay));
  return {
    url: near.href,
    cutAt(word: string, when: 'before' | 'after') {
      cut = { word, when };
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}
