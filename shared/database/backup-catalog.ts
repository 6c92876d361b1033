/** What a backup has to hold, read from the database itself: tables in the order their references allow. */
import type pg from 'pg';
import { z } from 'zod';
import { ourSchemas } from './owner-catalog.ts';
import { SetupProblem } from './setup-problem.ts';

export const BackupTable = z.strictObject({
  /** Qualified and quoted, as PostgreSQL writes it. */
  name: z.string(),
  columns: z.array(z.string()),
});
export type BackupTable = z.infer<typeof BackupTable>;

const Partition = z.strictObject({ name: z.string(), parent: z.string(), bound: z.string() });

export const BackupHeader = z.strictObject({
  format: z.literal('serai-backup-1'),
  ledger: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  /** Those made since, by the house itself: parents before children. */
  partitions: z.array(Partition),
  tables: z.array(BackupTable),
  /** Those whose rows are in a file of their own. */
  apart: z.array(z.string()).exactOptional(),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

export async function readHeader(client: pg.Client): Promise<BackupHeader> {
  const ledger = await client.query('select name, sha256 from migrations.applied order by name');
  const partitions = await client.query(`
    select c.oid::regclass::text as name, i.inhparent::regclass::text as parent,
      pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c join pg_inherits i on i.inhrelid = c.oid
    where c.relispartition and c.relkind in ('r', 'p') and c.relnamespace in ${ourSchemas}
    order by (select count(*) from pg_partition_ancestors(c.oid)), 1`);
  return BackupHeader.parse({
    format: 'serai-backup-1',
    ledger: ledger.rows,
    partitions: partitions.rows,
    tables: await readTables(client),
  });
}

/** Generated columns are computed again; partitions come with their table. */
async function readTables(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable & { needs: string[] }>(`
    select c.oid::regclass::text as name,
      (select array_agg(quote_ident(attname) order by attnum) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      array(select confrelid::regclass::text from pg_constraint
        where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as needs
    from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace in ${ourSchemas}
    order by 1`);
  const ordered: BackupTable[] = [];
  const waiting = new Map(rows.map((row) => [row.name, row]));
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(
      ({ needs }) => !needs.some((need) => waiting.has(need)),
    );
    if (ready.length === 0) {
      throw new SetupProblem(`Tables refer to each other in a circle: ${[...waiting.keys()]}.`);
    }
    for (const { name, columns } of ready) {
      ordered.push({ name, columns: columns ?? [] });
      waiting.delete(name);
    }
  }
  return ordered;
}

export const SequenceState = z.strictObject({
  name: z.string(),
  last: z.string(),
  called: z.boolean(),
});
export type SequenceState = z.infer<typeof SequenceState>;

export async function readSequences(client: pg.Client): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(`
    select oid::regclass::text as name from pg_class
    where relkind = 'S' and relnamespace in ${ourSchemas} order by 1`);
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const found = await client.query(
      `select $1::text as name, last_value::text as last, is_called as called from ${name}`,
      [name],
    );
    states.push(SequenceState.parse(found.rows[0]));
  }
  return states;
}

/**
 * Forced row-level security hides rows from an owner who is no superuser, so within the caller's
 * transaction it is not forced. Returns what has to be forced again before COMMIT.
 *
 * It locks these tables until the end of the transaction; a superuser needs and does none of it.
 */
export async function seeEverything(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c
    where c.relforcerowsecurity and c.relnamespace in ${ourSchemas}
      and not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
    order by 1`);
  for (const { name } of rows) {
    await client.query(`alter table ${name} no force row level security`);
  }
  // Should a policy still apply, an error instead of half a table.
  await client.query('set local row_security = off');
  return rows.map(({ name }) => name);
}
