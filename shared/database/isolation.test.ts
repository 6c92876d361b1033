import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';

let house: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  house = await testDatabase();
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

async function faults(text: string): Promise<unknown[]> {
  return (await owner.query<{ fault: string }>(text)).rows.map(({ fault }) => fault);
}

/** Partitions count too, unless no role of ours may ask for them by their own name. */
const tenantTables = `
  select c.oid, c.oid::regclass::text as name, c.relrowsecurity, c.relforcerowsecurity, c.relispartition
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text !~ '^pg_'`;

describe('every table with a tenant', () => {
  test('has row-level security, forced', async () => {
    expect(
      await faults(`select name as fault from (${tenantTables}) t
        where not (relrowsecurity and relforcerowsecurity)
          and not (relispartition and not exists (
            select from pg_roles r where r.rolname like 'serai\\_%'
              and has_table_privilege(r.oid, t.oid, 'select, insert, update, delete')))`),
    ).toStrictEqual([]);
  });

  test('has one policy for everything that checks what is read and what is written', async () => {
    expect(
      await faults(`select name as fault from (${tenantTables}) t where relrowsecurity and not exists (
        select from pg_policy p where p.polrelid = t.oid and p.polpermissive and p.polcmd = '*'
          and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id%app.tenants%'
          and pg_get_expr(p.polwithcheck, p.polrelid) like '%tenant_id%app.tenants%')`),
    ).toStrictEqual([]);
  });

  test('opens wider only to a named role of its own, and only for reading', async () => {
    expect(
      await faults(`select p.polname || ' on ' || t.name as fault from (${tenantTables}) t
        join pg_policy p on p.polrelid = t.oid and p.polpermissive
        where coalesce(pg_get_expr(p.polqual, p.polrelid), '') not like '%tenant_id%app.tenants%'
          and (p.polcmd <> 'r' or p.polroles = '{0}')`),
    ).toStrictEqual([]);
  });
});

describe('the roles of the contexts', () => {
  test('are there', async () => {
    expect(
      Number((await owner.query("select from pg_roles where rolname like 'serai\\_%'")).rowCount),
    ).toBeGreaterThan(0);
  });

  test('pass no row-level security and make no roles or databases', async () => {
    expect(
      await faults(`select rolname as fault from pg_roles where rolname like 'serai\\_%'
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`),
    ).toStrictEqual([]);
  });

  test('own nothing', async () => {
    expect(
      await faults(`select c.oid::regclass::text as fault from pg_class c
          where c.relowner::regrole::text like 'serai\\_%'
        union all select oid::regprocedure::text from pg_proc
          where proowner::regrole::text like 'serai\\_%'
        union all select nspname from pg_namespace where nspowner::regrole::text like 'serai\\_%'`),
    ).toStrictEqual([]);
  });

  test('reach no table of another schema, but for the one that reads every fact and changes none', async () => {
    expect(
      await faults(`select distinct privilege || ' on ' || c.relname as fault
        from pg_class c join pg_namespace n on n.oid = c.relnamespace,
          unnest(array['select', 'insert', 'update', 'delete', 'truncate']) privilege
        where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_'
          and n.nspname not in ('information_schema', 'audit')
          and has_schema_privilege('serai_audit', n.oid, 'usage')
          and has_table_privilege('serai_audit', c.oid, privilege)`),
    ).toStrictEqual(['select on events']);
    expect(
      await faults(`select r.rolname || ' can use ' || c.oid::regclass as fault
        from pg_roles r, pg_class c join pg_namespace n on n.oid = c.relnamespace
        where r.rolname like 'serai\\_%' and c.relkind in ('r', 'p', 'v', 'm')
          and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and r.rolname <> 'serai_audit'
          and r.rolname <> 'serai_' || n.nspname and r.rolname not like 'serai\\_' || n.nspname || '\\_%'
          and has_schema_privilege(r.oid, n.oid, 'usage')
          and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate')`),
    ).toStrictEqual([]);
  });
});

describe('a function that runs with its owner’s rights', () => {
  test('fixes its search path, so that nobody lends it a table of his own', async () => {
    expect(
      await faults(`select oid::regprocedure::text as fault from pg_proc
        where prosecdef and pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
          and not exists (select from unnest(proconfig) setting where setting like 'search_path=%')`),
    ).toStrictEqual([]);
  });
});

describe('a view', () => {
  test('asks with the rights of whoever looks', async () => {
    expect(
      await faults(`select oid::regclass::text as fault from pg_class
        where relkind = 'v' and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
          and not coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on}'`),
    ).toStrictEqual([]);
  });
});
