/** Lets go of rows past their time, a few thousand in a transaction, so that nobody waits for it. */
import pg from 'pg';
import { ourSchemas, passesPolicies } from './owner-catalog.ts';

export interface Retained {
  /** In every schema of ours that has a table of this name. */
  readonly table: string;
  readonly column: string;
  readonly keepMs: number;
}

/** Some 50 ms of work. */
const rowsPerStatement = 5_000;
/** Of one table in one call; the next call goes on. */
const statementsMax = 2_000;
const lockTimeoutMs = 5_000;

/** By table, only where rows went. Ends early, between two transactions, when the signal says so. */
export async function pruneTables(
  owner: pg.Client,
  retention: readonly Retained[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const pruned = new Map<string, number>();
  const seesAll = await passesPolicies(owner);
  for (const { table, column, keepMs } of retention) {
    const { rows } = await owner.query<{ name: string }>(
      `select oid::regclass::text as name from pg_class
       where relname = $1 and relkind = 'r' and relnamespace in ${ourSchemas} order by 1`,
      [table],
    );
    for (const { name } of rows) {
      const count = await pruneTable(owner, { name, column, keepMs, seesAll, signal });
      if (count > 0) pruned.set(name, count);
    }
  }
  return pruned;
}

interface OneTable extends Omit<Retained, 'table'> {
  /** Qualified and quoted. */
  readonly name: string;
  readonly seesAll: boolean;
  readonly signal: AbortSignal | undefined;
}

async function pruneTable(
  owner: pg.Client,
  { name, column, keepMs, seesAll, signal }: OneTable,
): Promise<number> {
  const old = `${pg.escapeIdentifier(column)} < now() - make_interval(secs => ${keepMs / 1000})`;
  const text = `delete from ${name} where ctid = any(array(
    select ctid from ${name} where ${old} limit ${rowsPerStatement}))`;
  let pruned = 0;
  for (let statement = 0; statement < statementsMax && signal?.aborted !== true; statement += 1) {
    const count = await inTransaction(owner, async () => {
      // Forced policies hide rows from an owner who is no superuser; for this moment they are not forced.
      if (!seesAll) await owner.query(`alter table ${name} no force row level security`);
      const { rowCount } = await owner.query(text);
      if (!seesAll) await owner.query(`alter table ${name} force row level security`);
      return rowCount ?? 0;
    });
    pruned += count;
    if (count < rowsPerStatement) break;
  }
  return pruned;
}

async function inTransaction<T>(owner: pg.Client, work: () => Promise<T>): Promise<T> {
  await owner.query(`begin; set local lock_timeout = ${lockTimeoutMs}`);
  try {
    const result = await work();
    await owner.query('commit');
    return result;
  } catch (error) {
    await owner.query('rollback');
    throw error;
  }
}
