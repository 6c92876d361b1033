/** Whoever speaks as the application adds to the trail, and changes or removes nothing of it. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { propertyContexts, tenantContexts } from '#schema/audit.ts';
import { messages } from '#schema/messages.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();
const denied = '42501';
let contexts: readonly string[];
let sql: pg.Client;

beforeAll(async () => {
  await the.booked(await the.open());
  const { rows } = await the.house.owner.query<{ context: string }>(
    `select relnamespace::regnamespace::text as context from pg_class
     where relname = 'events' and relkind = 'p' order by 1`,
  );
  contexts = rows.map(({ context }) => context);
  sql = new pg.Client({ connectionString: the.house.database.url });
  await sql.connect();
});
afterAll(() => sql.end());

/** What the database says to the role: nothing, or its code. */
async function said(role: string, text: string): Promise<string> {
  await sql.query(`begin; set local role ${role}`);
  try {
    await sql.query(`select set_config('app.tenants', $1, true)`, [`{${the.house.tenantId}}`]);
    await sql.query(text);
    return 'done';
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? 'no code') : 'no database error';
  } finally {
    await sql.query('rollback');
  }
}

const changes = (table: string): readonly string[] => [
  `update ${table} set data = '{}'`,
  `update ${table} set client_address = null`,
  `delete from ${table}`,
  `truncate ${table}`,
];

describe('No fact', () => {
  test('is changed or removed by the role of a context, of its relay, or of the trail', async () => {
    expect(contexts.length).toBeGreaterThan(5);
    for (const context of contexts) {
      for (const role of [`serai_${context}`, `serai_${context}_relay`, 'serai_audit']) {
        const found = [];
        for (const change of changes(`${context}.events`)) found.push(await said(role, change));
        expect(found, `${role} on ${context}.events`).toEqual([denied, denied, denied, denied]);
      }
    }
  });

  test('is changed or removed in the part of the table that holds it', async () => {
    const { rows } = await the.house.owner.query<{ part: string; context: string }>(
      `select c.oid::regclass::text as part, c.relnamespace::regnamespace::text as context
       from pg_class c join pg_inherits on inhrelid = c.oid
       join pg_class parent on parent.oid = inhparent and parent.relname = 'events'
       where c.relkind = 'r'`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(contexts.length);
    for (const { part, context } of rows)
      for (const change of [...changes(part), `select from ${part}`])
        for (const role of [`serai_${context}`, 'serai_audit'])
          expect(await said(role, change), `${role}: ${change}`).toBe(denied);
  });
});

describe('The role of the trail', () => {
  test('reads the facts of every context, and adds none', async () => {
    for (const context of contexts) {
      expect(await said('serai_audit', `select from ${context}.events`)).toBe('done');
      const copy = `insert into ${context}.events select * from ${context}.events`;
      expect(await said('serai_audit', copy)).toBe(denied);
    }
  });

  test('reads nothing else', async () => {
    const { rows } = await the.house.owner.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relkind in ('r', 'p', 'v') and c.relname <> 'events'
         and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
         and has_schema_privilege('serai_audit', c.relnamespace, 'usage')
         and has_table_privilege('serai_audit', c.oid, 'select')`,
    );
    expect(rows).toEqual([]);
  });
});

test('The trail knows every context that has facts', () => {
  const known = new Set<string>([...propertyContexts, ...tenantContexts]);
  const withFacts = messages.filter(({ kind }) => kind === 'fact').map(({ context }) => context);
  expect(withFacts.filter((context) => !known.has(context))).toEqual([]);
});
