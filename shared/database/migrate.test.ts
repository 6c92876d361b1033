import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { type MigrationDirectory, migrationDirectory } from '../testing/migrations.ts';
import { migrate } from './migrate.ts';
import { SetupProblem } from './setup-problem.ts';

const first = '0001-attic-boxes.sql';
const second = '0002-attic-lids.sql';
const third = '0004-porch-chairs.sql';

let house: TestDatabase;
let files: MigrationDirectory;
let owner: pg.Client;

beforeEach(async () => {
  house = await testDatabase({ empty: true });
  files = await migrationDirectory({
    [first]: 'create table attic.boxes (box_id bigint generated always as identity primary key)',
    [second]: 'create table lids (box_id bigint references boxes); -- unqualified: into the schema',
    [third]: 'create table porch.chairs (); create function porch.sit() returns int return 1',
  });
  owner = await connected(house.url);
  onTestFinished(async () => {
    await owner.end();
    await house.close();
    await files.close();
  });
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

function run(url = house.url) {
  return migrate({ url, directory: files.directory });
}

async function problemOf(outcome: Promise<unknown>): Promise<string> {
  const problem = await outcome.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(SetupProblem);
  return (problem as SetupProblem).message;
}

async function scalar(client: pg.Client, text: string, ...values: unknown[]): Promise<unknown> {
  const { rows } = await client.query({ text, values, rowMode: 'array' });
  return rows[0]?.[0];
}

describe('migrating', () => {
  test('applies every file once, in number order', async () => {
    expect(await run()).toStrictEqual({ applied: [first, second, third] });
    expect(await run()).toStrictEqual({ applied: [] });
    await files.write('0005-attic-rope.sql', 'create table attic.rope ()');
    expect(await run()).toStrictEqual({ applied: ['0005-attic-rope.sql'] });
    expect(await scalar(owner, "select to_regclass('attic.lids')::text")).toBe('attic.lids');
  });

  test('started several times at once applies every file once', async () => {
    const outcomes = await Promise.all([run(), run(), run()]);
    expect(outcomes.flatMap(({ applied }) => applied).sort()).toStrictEqual([first, second, third]);
  });

  test('stops before a file that fails, and keeps nothing of it', async () => {
    await files.write(second, 'create table attic.lids ();\nselect nothing_like_this();');
    expect(await problemOf(run())).toBe(
      `Migration ${second} failed: function nothing_like_this() does not exist (42883, line 2)`,
    );
    expect(await scalar(owner, "select to_regclass('attic.lids')")).toBeNull();
    await files.write(second, 'create table attic.lids ()');
    expect(await run()).toStrictEqual({ applied: [second, third] });
  });
});

describe('a history that does not fit', () => {
  beforeEach(() => run());

  test.each([
    {
      fault: 'an edited file',
      change: () => files.write(first, 'create table attic.boxes ()'),
      says: `Migration ${first} was edited after it was applied; put it back and write a new one.`,
    },
    {
      fault: 'a removed file',
      change: () => files.remove(second),
      says: `Migration ${second} was applied to this database, but its file is not there.`,
    },
    {
      fault: 'a file between applied ones',
      change: () => files.write('0003-attic-late.sql', 'select 1'),
      says: `Migration 0003-attic-late.sql comes before ${third}, which is applied already; give it a later number.`,
    },
    {
      fault: 'a number used twice',
      change: () => files.write('0004-attic-twin.sql', 'select 1'),
      says: `Migrations 0004-attic-twin.sql and ${third} have the same number.`,
    },
    {
      fault: 'a name that tells no schema',
      change: () => files.write('0006.sql', 'select 1'),
      says: 'Migration 0006.sql is not named NNNN-<schema>-<what>.sql.',
    },
  ])('is refused: $fault', async ({ change, says }) => {
    await change();
    expect(await problemOf(run())).toBe(says);
  });
});

describe('the role of a context', () => {
  test('may use what is in its schema, owns nothing and cannot log in', async () => {
    await run();
    const { rows } = await owner.query(`
      select rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        has_table_privilege(oid, 'attic.boxes', 'select, insert, update, delete') as attic,
        has_sequence_privilege(oid, 'attic.boxes_box_id_seq', 'usage') as sequence,
        has_schema_privilege(oid, 'attic', 'usage') as schema,
        has_schema_privilege(oid, 'attic', 'create') as creates,
        has_table_privilege(oid, 'attic.boxes', 'truncate') as truncates
      from pg_roles where rolname in ('serai_attic', 'serai_porch') order by rolname`);
    const role = {
      rolcanlogin: false,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      creates: false,
      truncates: false,
    };
    expect(rows).toStrictEqual([
      { rolname: 'serai_attic', ...role, attic: true, sequence: true, schema: true },
      { rolname: 'serai_porch', ...role, attic: false, sequence: false, schema: false },
    ]);
  });

  test('reaches a partition through its table only, where the policies are', async () => {
    await files.write(
      '0005-attic-years.sql',
      `create table years (y int) partition by list (y);
       create table years_1 partition of years for values in (1)`,
    );
    await run();
    const rights = "has_table_privilege('serai_attic', $1, 'select, insert, update, delete')";
    expect(await scalar(owner, `select ${rights}`, 'attic.years')).toBe(true);
    expect(await scalar(owner, `select ${rights}`, 'attic.years_1')).toBe(false);
  });

  test('serves an owner who is no superuser, and logs in when given a password', async () => {
    const name = `owner_${randomBytes(6).toString('hex')}`;
    // A word of our own in the names, because roles are shared by the whole server.
    const context = `shed_${randomBytes(4).toString('hex')}`;
    const database = new URL(house.url).pathname.slice(1);
    await owner.query(`create role ${name} login createrole password 'pass'`);
    await owner.query(`alter database ${database} owner to ${name}`);
    await files.write(`0005-${context}-tools.sql`, 'create table tools (); select 1');
    for (const one of [first, second, third]) {
      await files.remove(one);
    }
    const url = new URL(house.url);
    url.username = name;
    url.password = 'pass';
    await migrate({
      url: url.href,
      directory: files.directory,
      password: (role) => (role === `serai_${context}` ? "it's a \\ secret" : undefined),
    });

    url.searchParams.set('options', `-c role=serai_${context}`);
    const asRole = await connected(url.href);
    expect(await scalar(asRole, `select count(*)::int from ${context}.tools`)).toBe(0);
    await asRole.end();
    url.searchParams.delete('options');
    url.username = `serai_${context}`;
    url.password = encodeURIComponent("it's a \\ secret");
    const loggedIn = await connected(url.href);
    expect(await scalar(loggedIn, 'select current_user')).toBe(`serai_${context}`);
    await loggedIn.end();
  });
});
