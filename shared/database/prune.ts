/** Lets go of rows, or of one column of them, past their time, a few thousand in a transaction, so that nobody waits for it. */
import pg from 'pg';
import { ourSchemas, passesPolicies } from './owner-catalog.ts';

export interface Retained {
  /** In every schema of ours that has a table of this name. */
  readonly table: string;
  readonly column: string;
  readonly keepMs: number;
  /** The column that is emptied; the whole row goes when it is left out. */
  readonly clear?: string;
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
  for (const { table, ...kept } of retention) {
    // A partitioned table's rows are in its partitions, which have no policies of their own.
    const { rows } = await owner.query<{ name: string; isOpen: boolean }>(
      `select c.oid::regclass::text as name, not c.relrowsecurity as "isOpen" from pg_class c
       left join pg_inherits on inhrelid = c.oid left join pg_class whole on whole.oid = inhparent
       where coalesce(whole.relname, c.relname) = $1 and c.relkind = 'r'
         and c.relnamespace in ${ourSchemas} order by 1`,
      [table],
    );
    for (const { name, isOpen } of rows) {
      const table = { name, ...kept, seesAll: seesAll || isOpen, signal };
      const count = await pruneTable(owner, table);
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
  { name, column, keepMs, clear, seesAll, signal }: OneTable,
): Promise<number> {
  const old = `${pg.escapeIdentifier(column)} < now() - make_interval(secs => ${keepMs / 1000})`;
  const [goes, still] =
    clear === undefined
      ? [`delete from ${name}`, 'true']
      : [`update ${name} set ${clear} = null`, `${clear} is not null`];
  const text = `${goes} where ctid = any(array(
    select ctid from ${name} where ${old} and ${still} limit ${rowsPerStatement}))`;
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
