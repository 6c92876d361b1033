import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { type MigrationDirectory, migrationDirectory } from '../testing/migrations.ts';
import { backup } from './backup.ts';
import { migrate } from './migrate.ts';
import { restore } from './restore.ts';
import { SetupProblem } from './setup-problem.ts';

/** Whatever may go wrong on the way: references against the alphabet, partitions, seeds, triggers, forced policies. */
const cellar = `
  create table zones (zone_id integer primary key, name text not null);
  insert into zones values (1, 'seeded'), (2, 'seeded, later removed');
  create table casks (
    tenant_id uuid not null, cask_id bigint generated always as identity primary key,
    zone_id integer references zones, litres numeric not null, doubled numeric generated always as (litres * 2) stored,
    mark bytea, note jsonb, tags text[], filled_at timestamptz, "odd name" text
  );
  alter table casks enable row level security;
  alter table casks force row level security;
  create policy tenant on casks
    using (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]))
    with check (tenant_id = any(nullif(current_setting('app.tenants', true), '')::uuid[]));
  create table pours (poured_on date, cask_id bigint references casks, litres integer) partition by range (poured_on);
  create table pours_2026_01 partition of pours for values from ('2026-01-01') to ('2026-02-01');
  create table tally (pours bigint not null);
  insert into tally values (0);
  create function count_pour() returns trigger language plpgsql as
    $$ begin update cellar.tally set pours = pours + 1; return null; end $$;
  create trigger counted after insert on pours for each row execute function count_pour();
  create sequence tickets`;

const filling = `
  delete from cellar.zones where zone_id = 2;
  insert into cellar.casks (tenant_id, zone_id, litres, mark, note, tags, filled_at, "odd name")
    select ('0190a000-0000-7000-8000-00000000000' || n % 3)::uuid, 1, n + 0.10, decode('00ff0a5c', 'hex'),
      '{"a": [1, null]}', array['tab' || chr(9), null, 'line' || chr(10) || '\\.'], '2026-01-02T03:04:05.123456Z', 'żółw 🐢'
    from generate_series(1, 3000) n;
  insert into cellar.casks (tenant_id, litres) values ('0190a000-0000-7000-8000-000000000009', 0);
  create table cellar.pours_2026_02 partition of cellar.pours for values from ('2026-02-01') to ('2026-03-01');
  insert into cellar.pours select '2026-01-20'::date + n, n, n from generate_series(1, 20) n;
  select nextval('cellar.tickets'), nextval('cellar.tickets')`;

const tables = [
  'cellar.zones',
  'cellar.casks',
  'cellar.pours',
  'cellar.pours_2026_02',
  'cellar.tally',
];

let files: MigrationDirectory;
let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'serai-backup-'));
  files = await migrationDirectory({
    '0001-cellar-casks.sql': cellar,
    '0002-attic-boxes.sql': 'create table boxes ()',
  });
});
afterAll(async () => {
  await files.close();
  await rm(place, { recursive: true });
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** As the superuser looks at it, whoever owns it. */
async function contents(url: string): Promise<Record<string, unknown>> {
  const client = await connected(url);
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await client.query(`select t::text as row from ${table} t order by 1`);
    found[table] = rows.map(({ row }) => row);
  }
  const more = await client.query(`select nextval('cellar.tickets')::int as ticket,
    nextval('cellar.casks_cask_id_seq')::int as cask,
    (select array_agg(name || sha256 order by name) from migrations.applied) as ledger,
    (select array_agg(relname::text order by 1) from pg_class where relforcerowsecurity) as forced,
    (select array_agg(tgname::text order by 1) from pg_trigger where tgenabled = 'O' and not tgisinternal) as triggers,
    has_table_privilege('serai_cellar', 'cellar.pours_2026_02', 'select') as bare`);
  return { ...found, ...more.rows[0] };
}

async function emptyHouse(): Promise<string> {
  const house = await testDatabase({ empty: true });
  onTestFinished(() => house.close());
  return house.url;
}

/** The same database, through an owner who is no superuser. */
async function plainOwner(url: string): Promise<string> {
  const client = await connected(url);
  const name = `owner_${randomBytes(6).toString('hex')}`;
  await client.query(`create role ${name} login createrole password 'pass'`);
  await client.query(`alter database ${new URL(url).pathname.slice(1)} owner to ${name}`);
  // Roles are the server's, and other tests may have made these already.
  await client.query(`do $$ begin create role serai_cellar; exception when duplicate_object then null; end $$;
    do $$ begin create role serai_attic; exception when duplicate_object then null; end $$;
    grant serai_cellar, serai_attic to ${name}`);
  const owner = new URL(url);
  owner.username = name;
  owner.password = 'pass';
  return owner.href;
}

async function filledHouse(owner = (url: string): Promise<string> | string => url) {
  const url = await emptyHouse();
  const ownerUrl = await owner(url);
  await migrate({ url: ownerUrl, directory: files.directory });
  await (await connected(url)).query(filling);
  await (await connected(url)).query('revoke all on cellar.pours_2026_02 from serai_cellar');
  return { url, ownerUrl };
}

async function problemOf(outcome: Promise<unknown>): Promise<string> {
  const problem = await outcome.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(SetupProblem);
  return (problem as SetupProblem).message;
}

describe.each([
  { who: 'a superuser', owner: (url: string) => url },
  { who: 'an owner whom policies bind', owner: plainOwner },
])('a backup by $who', ({ owner }) => {
  test('restored is the same house, row by row', async () => {
    const { url, ownerUrl } = await filledHouse(owner);
    const to = join(place, `whole-${randomBytes(4).toString('hex')}`);
    expect(await backup({ url: ownerUrl, to })).toStrictEqual({ tables: 5, rows: 3023 });
    expect((await stat(to)).mode & 0o777).toBe(0o600);

    const again = await emptyHouse();
    const restored = { url: await owner(again), from: to, directory: files.directory };
    expect(await restore(restored)).toStrictEqual({ tables: 5, rows: 3023 });
    const expected = await contents(url);
    expect(await contents(again)).toStrictEqual(expected);
    expect(expected).toMatchObject({ ticket: 3, cask: 3002, forced: ['casks'], bare: false });
    expect(expected['cellar.zones']).toStrictEqual(['(1,seeded)']);
    expect(expected['cellar.tally']).toStrictEqual(['(20)']);
  });
});

describe('a backup with tables apart', () => {
  const tables = ['cellar.pours', 'cellar.tally'];

  test('has their rows in a second file, and is whole with both', async () => {
    const { url } = await filledHouse();
    const [to, second] = [join(place, 'main'), join(place, 'second')];
    const done = await backup({ url, to, apart: { tables, to: second } });
    expect(done).toStrictEqual({ tables: 5, rows: 3023 });
    expect((await stat(second)).mode & 0o777).toBe(0o600);
    const again = await emptyHouse();
    const from = { from: to, directory: files.directory };
    expect(await restore({ ...from, url: again, apart: second })).toStrictEqual(done);
    expect(await contents(again)).toStrictEqual(await contents(url));
  });

  test('has nothing of them in the first', async () => {
    const { url } = await filledHouse();
    const [to, second] = [join(place, 'alone'), join(place, 'unused')];
    const tally = { tables: ['cellar.tally'], to: second };
    await backup({ url, to, apart: tally });
    const again = await emptyHouse();
    const restored = await restore({ url: again, from: to, directory: files.directory });
    expect(restored).toStrictEqual({ tables: 5, rows: 3022 });
    expect((await contents(again))['cellar.tally']).toStrictEqual([]);
  });

  test('leaves out rows that nobody needs again', async () => {
    const { url } = await filledHouse();
    const to = join(place, 'less');
    const leave = { 'cellar.pours': 'litres > 5', 'cellar.casks': 'null' };
    expect(await backup({ url, to, leave })).toStrictEqual({ tables: 5, rows: 3008 });
    const again = await emptyHouse();
    await restore({ url: again, from: to, directory: files.directory });
    const poured = await (await connected(again)).query(
      'select litres from cellar.pours order by 1',
    );
    expect(poured.rows.map(({ litres }) => litres)).toStrictEqual([1, 2, 3, 4, 5]);
  });

  test('is refused where one of them is not there', async () => {
    const { url } = await filledHouse();
    const apart = { tables: ['cellar.none'], to: join(place, 'none') };
    await expect(backup({ url, to: join(place, 'never'), apart })).rejects.toThrow(
      'a table that is to stand apart is not there',
    );
    expect(await readdir(place)).not.toContain('never');
  });
});

describe('a backup taken while others write', () => {
  test('holds one instant of all tables', async () => {
    const { url } = await filledHouse();
    const writer = await connected(url);
    const working = new AbortController();
    const writing = (async () => {
      while (!working.signal.aborted) {
        // Tables in the order of the copy: without one snapshot the second would be ahead.
        await writer.query(`begin; insert into cellar.casks (tenant_id, litres) values ('0190a000-0000-7000-8000-000000000001', 1);
          insert into cellar.pours values ('2026-01-15', 1, 1); commit`);
      }
    })();
    const to = join(place, 'busy');
    await backup({ url, to });
    working.abort();
    await writing;
    const again = await emptyHouse();
    await restore({ url: again, from: to, directory: files.directory });
    const { rows } = await (await connected(again)).query(
      `select (select count(*) from cellar.casks) - 3001 = (select count(*) from cellar.pours) - 20 as same,
        (select count(*) from cellar.pours) = (select pours from cellar.tally) as counted`,
    );
    expect(rows).toStrictEqual([{ same: true, counted: true }]);
  });
});

describe('a restore', () => {
  test('continues with newer migrations', async () => {
    const { url } = await filledHouse();
    const to = join(place, 'older');
    await backup({ url, to });
    const newer = await migrationDirectory({ '0003-attic-lids.sql': 'create table lids ()' });
    onTestFinished(() => newer.close());
    for (const name of await readdir(files.directory)) {
      await newer.write(name, await readFile(join(files.directory, name), 'utf8'));
    }
    const again = await emptyHouse();
    await restore({ url: again, from: to, directory: newer.directory });
    expect(await migrate({ url: again, directory: newer.directory })).toStrictEqual({
      applied: ['0003-attic-lids.sql'],
    });
  });

  test('into a database that has something is refused', async () => {
    const { url } = await filledHouse();
    const to = join(place, 'onto-itself');
    await backup({ url, to });
    expect(await problemOf(restore({ url, from: to, directory: files.directory }))).toBe(
      'The database is not empty, it has attic.boxes: restore into an empty one.',
    );
  });

  test('by a house of other migrations is refused', async () => {
    const { url } = await filledHouse();
    const to = join(place, 'foreign');
    await backup({ url, to });
    const others = await migrationDirectory({ '0001-cellar-casks.sql': 'create table casks ()' });
    onTestFinished(() => others.close());
    const into = { url: await emptyHouse(), from: to, directory: others.directory };
    expect(await problemOf(restore(into))).toMatch(/^The migrations of this house are not those/);
  });

  test('of a file that is cut off, altered or missing changes nothing', async () => {
    const { url } = await filledHouse();
    const to = join(place, 'damaged');
    await backup({ url, to });
    const whole = await readFile(to);
    const altered = [0.01, 0.2, 0.4, 0.6, 0.8, 0.99].map((part) => {
      const copy = Buffer.from(whole);
      const at = Math.floor(copy.length * part);
      copy.writeUInt8(255 - copy.readUInt8(at), at);
      return copy;
    });
    for (const bytes of [whole.subarray(0, -20), whole.subarray(0, 5_000), ...altered]) {
      await writeFile(to, bytes);
      const into = await emptyHouse();
      expect(await problemOf(restore({ url: into, from: to, directory: files.directory }))).toBe(
        'The backup is damaged or not whole; use another one.',
      );
      const { rows } = await (await connected(into)).query(
        "select to_regclass('migrations.applied') as ledger",
      );
      expect(rows).toStrictEqual([{ ledger: null }]);
    }
    const nowhere = join(place, 'nowhere');
    expect(await problemOf(restore({ url, from: nowhere }))).toBe(
      `There is no backup at ${nowhere}.`,
    );
  });
});
