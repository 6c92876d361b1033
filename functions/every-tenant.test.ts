/** Every table with a tenant, and every one there will be, is attacked by whoever speaks as the application: another tenant's rows stay unseen and untouched. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHouse, tenantOf, testHouse } from '../scripts/testing/house.ts';
import { changedTables, contents, contentsAtRest } from '../scripts/testing/tables.ts';
import { caughtUp, traffic } from '../scripts/testing/traffic.ts';

interface Table {
  readonly role: string;
  readonly name: string;
}

/** Insufficient privilege: also what a policy's check answers. */
const denied = '42501';
/** A row in most tables of both tenants. */
const steps = 3;

let house: TestHouse;
let victimId: string;
let tables: readonly Table[];
/** Logged in as nobody but a member of the context's role, as an application with a password of its own. */
let login: { readonly user: string; readonly url: string };

beforeAll(async () => {
  house = await testHouse();
});
beforeAll(async () => {
  const victim = await tenantOf(house, 'Victim');
  victimId = victim.tenantId;
  const channel = await house.as('channel', { tenantId: victimId });
  await Promise.all([traffic(house, 1, steps), traffic({ desk: victim.desk, channel }, 2, steps)]);
  await caughtUp(house.owner);
});
beforeAll(async () => {
  ({ rows: tables } = await house.owner.query<Table>(
    `select 'serai_' || n.nspname as role, c.oid::regclass::text as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
       join pg_roles r on r.rolname = 'serai_' || n.nspname
     where c.relkind in ('r', 'p') and not c.relispartition order by 2`,
  ));
  const [user, password] = [`attacker_${randomBytes(6).toString('hex')}`, 'attacker'];
  await house.owner.query(`create role ${user} login password '${password}'`);
  for (const role of new Set(tables.map(({ role: each }) => each)))
    await house.owner.query(`grant ${role} to ${user} with set true, inherit false`);
  const url = new URL(house.database.url);
  [url.username, url.password] = [user, password];
  login = { user, url: url.href };
});
afterAll(() => house.stop());
afterAll(() => house.owner.query(`drop owned by ${login.user}; drop role ${login.user}`));

/** One transaction of the first tenant, which is taken back. */
async function as<T>(role: string, attack: (sql: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: login.url });
  await client.connect();
  try {
    await client.query(`set role ${role}`);
    await client.query('begin');
    await client.query(`select set_config('app.tenants', $1, true)`, [`{${house.tenantId}}`]);
    return await attack(client);
  } finally {
    await client.end();
  }
}

/** What the database says to a statement: its rows, or its code. */
async function said(
  sql: pg.Client,
  text: string,
  values: unknown[] = [],
): Promise<number | string> {
  await sql.query('savepoint attack');
  try {
    const result = await sql.query(text, values);
    return result.rowCount ?? 0;
  } catch (error) {
    await sql.query('rollback to savepoint attack');
    return error instanceof pg.DatabaseError ? (error.code ?? 'no code') : 'no database error';
  }
}

async function rowsOf(name: string, tenantId: string): Promise<readonly object[]> {
  const { rows } = await house.owner.query<{ row: object }>(
    `select to_jsonb(t) as row from ${name} t where tenant_id = $1 limit 20`,
    [tenantId],
  );
  return rows.map(({ row }) => row);
}

test('There are tables, and the victim has rows in most of them', async () => {
  expect(tables.length).toBeGreaterThan(20);
  const filled = [];
  for (const { name } of tables) if ((await rowsOf(name, victimId)).length > 0) filled.push(name);
  expect(filled.length).toBeGreaterThan(10);
  expect(filled).toContain('reservations.reservations');
  expect(filled).toContain('reservations.guest_keys');
});

describe('H28 R-TEN Nobody', () => {
  test('sees, changes or removes a row of another tenant', async () => {
    for (const { role, name } of tables) {
      const found = await as(role, async (sql) => [
        await said(sql, `select from ${name} where tenant_id = $1`, [victimId]),
        await said(sql, `select from ${name} where tenant_id <> $1`, [house.tenantId]),
        await said(sql, `update ${name} set tenant_id = tenant_id where tenant_id = $1`, [
          victimId,
        ]),
        await said(sql, `delete from ${name} where tenant_id = $1`, [victimId]),
      ]);
      // A table may not let the role write at all, which is as good.
      expect(
        found.map((each) => (each === denied ? 0 : each)),
        name,
      ).toEqual([0, 0, 0, 0]);
    }
  });

  test('sees a row without saying whose it is, or in the name of nobody', async () => {
    for (const { role, name } of tables) {
      const found = await as(role, async (sql) => {
        const seen: (number | string)[] = [];
        for (const tenants of ['', '{}', '{00000000-0000-0000-0000-000000000000}']) {
          await sql.query(`select set_config('app.tenants', $1, true)`, [tenants]);
          seen.push(await said(sql, `select from ${name} where tenant_id = $1`, [victimId]));
        }
        return seen;
      });
      expect(
        found.map((each) => (each === denied ? 0 : each)),
        name,
      ).toEqual([0, 0, 0]);
    }
  });

  test('puts a row under another tenant, or gives one away', async () => {
    for (const { role, name } of tables) {
      const [theirs] = await rowsOf(name, victimId);
      if (theirs === undefined) continue;
      const found = await as(role, async (sql) => [
        await said(sql, `insert into ${name} select (jsonb_populate_record(null::${name}, $1)).*`, [
          JSON.stringify(theirs),
        ]),
        await said(sql, `update ${name} set tenant_id = $1`, [victimId]),
      ]);
      const own = await rowsOf(name, house.tenantId);
      expect(found, name).toEqual([denied, own.length === 0 ? expect.anything() : denied]);
    }
  });

  test('takes tables away, opens them or reads past their policies', async () => {
    for (const { role, name } of tables) {
      const found = await as(role, async (sql) => [
        await said(sql, `truncate ${name}`),
        await said(sql, `alter table ${name} disable row level security`),
        await said(sql, `alter table ${name} no force row level security`),
        await said(sql, `create policy open on ${name} using (true)`),
        await said(sql, `drop policy tenant on ${name}`),
        await said(sql, `alter table ${name} owner to ${login.user}`),
        await said(sql, `drop table ${name}`),
        await said(sql, `create rule r as on update to ${name} do also delete from ${name}`),
        await said(sql, `create trigger t after insert on ${name} execute function now()`),
        await said(sql, `create index on ${name} (tenant_id)`),
        await said(sql, `copy ${name} to program 'cat'`),
        await said(sql, `copy ${name} to '/tmp/serai-attack'`),
        await said(sql, `set local row_security = off; select from ${name}`),
      ]);
      expect(new Set(found), name).toEqual(new Set([denied]));
    }
  });

  test('becomes anybody else', async () => {
    const { rows } = await house.owner.query<{ rolname: string }>(
      `select rolname from pg_roles where rolname !~ '^(pg_|attacker_)' and not pg_has_role($1, oid, 'set')`,
      [login.user],
    );
    const others = rows.map(({ rolname }) => rolname);
    expect(others).toContain('serai_reservations_relay');
    const found = await as('serai_reservations', async (sql) => {
      const answers: (number | string)[] = [];
      for (const other of others) {
        answers.push(await said(sql, `set local role ${other}`));
        answers.push(await said(sql, `set local session authorization ${other}`));
        answers.push(await said(sql, `grant ${other} to ${login.user}`));
      }
      answers.push(await said(sql, 'alter role serai_reservations bypassrls'));
      answers.push(await said(sql, 'create role another superuser'));
      return answers;
    });
    expect(new Set(found)).toEqual(new Set([denied]));
  });

  test('sees more without the role than with it', async () => {
    const found = await as('none', async (sql) => {
      const answers: (number | string)[] = [];
      for (const { name } of tables) answers.push(await said(sql, `select from ${name}`));
      return answers;
    });
    expect(new Set(found)).toEqual(new Set([denied]));
  });
});

describe('H28 R-TEN A table of the attacker, named as one of ours', () => {
  test('is not what a function with its owner’s rights writes into', async () => {
    const code = await as('serai_integrations', async (sql) => {
      await sql.query(`
        create temp table dead_letters as select gen_random_uuid() as dead_letter_id;
        create temp table retries (a integer);
        set local search_path = pg_temp, push`);
      const shown = await said(sql, 'select push.dead_letters_before(null, null, null, null, 10)');
      const retried = await sql.query<{ done: boolean | null }>(
        'select push.retry_dead_letter((select dead_letter_id from pg_temp.dead_letters), null) as done',
      );
      return [shown, retried.rows];
    });
    // Its own table has a letter; ours has none.
    expect(code).toEqual([0, [{ done: null }]]);
  });

  test('is not made where ours are', async () => {
    for (const role of new Set(tables.map((table) => table.role))) {
      const schema = role.replace('serai_', '');
      const found = await as(role, async (sql) => [
        await said(sql, `create table ${schema}.mine (a integer)`),
        await said(sql, 'create table public.mine (a integer)'),
        await said(sql, 'create schema mine'),
        await said(sql, `create function ${schema}.f() returns integer language sql as 'select 1'`),
      ]);
      expect(found, role).toEqual([denied, denied, denied, denied]);
    }
  });

  test('tells nothing of a row that a policy hides', async () => {
    // A function that is cheap and leaks what it is given is not run on rows before the policy.
    const found = await as('serai_reservations', async (sql) => {
      await sql.query(`
        create temp table seen (tenant uuid);
        create function pg_temp.look(tenant uuid) returns boolean language plpgsql cost 0.0001 as
          'begin insert into pg_temp.seen values (tenant); return true; end'`);
      await sql.query('select from reservations.reservations where pg_temp.look(tenant_id)');
      return sql.query('select distinct tenant from seen');
    });
    expect(found.rows).toEqual([{ tenant: house.tenantId }]);
  });
});

test('After all that, every table holds what it held', async () => {
  const before = await contentsAtRest(house.owner);
  for (const { role, name } of tables) {
    await as(role, async (sql) => {
      await said(sql, `delete from ${name} where tenant_id = $1`, [victimId]);
      await sql.query('commit');
    });
  }
  expect(changedTables(before, await contents(house.owner))).toEqual([]);
});
