/**
 * Partitions by month for tables of facts, made before their month begins: in a small table the
 * newest facts are found at once, and a month can be moved to a slower disk whole.
 */
import pg from 'pg';
import { closePartitions } from './migration-roles.ts';
import { ourSchemas } from './owner-catalog.ts';

/** Facts come into the default partition when no month fits: nothing is lost while this is late. */
const partitionedTable = 'events';
/** Whoever waits for a fact waits behind us; tomorrow will do as well. */
const lockTimeoutMs = 3_000;
/**
 * A month's facts are not changed while they come, so there is nothing to vacuum but for its visibility map,
 * and each page that is marked there goes into the server's log whole. That waits until the month is over.
 */
const whileFactsCome = 'autovacuum_vacuum_insert_threshold = -1';

export interface Month {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

/** The month of an instant in UTC, and the ones after it, `count` in all. */
export function monthsFrom(nowMs: number, count: number): [Month, ...Month[]] {
  const now = new Date(nowMs);
  const ahead = (months: number): Month => {
    const date = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
  };
  return [ahead(0), ...Array.from({ length: count - 1 }, (_, at) => ahead(at + 1))];
}

/** The partitions it made. A month whose facts lie in the default partition already stays there. */
export async function makeMonths(owner: pg.Client, months: readonly Month[]): Promise<string[]> {
  const { rows } = await owner.query<{ schema: string }>(
    `select relnamespace::regnamespace::text as schema from pg_class
     where relname = $1 and relkind = 'p' and relnamespace in ${ourSchemas} order by 1`,
    [partitionedTable],
  );
  const made: string[] = [];
  for (const { schema } of rows) {
    for (const month of months) {
      if (await makeMonth(owner, schema, month)) made.push(nameOf(schema, month));
    }
  }
  return made;
}

/**
 * Freezes the months before this one, once each: their pages are then never read for a vacuum again. The
 * partitions it did. Slowly, as a vacuum does that comes by itself; what a stop leaves is for the next day.
 */
export async function freezeMonths(
  owner: pg.Client,
  current: Month,
  signal?: AbortSignal,
): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select month.oid::regclass::text as name
     from pg_inherits join pg_class month on month.oid = inhrelid join pg_class facts on facts.oid = inhparent
     where facts.relname = $1 and facts.relnamespace in ${ourSchemas}
       and month.relname ~ $2 and month.relname < $3
       and (month.reltuples < 0 or month.relallvisible < month.relpages)
     order by month.relname, 1`,
    [partitionedTable, `^${partitionedTable}_\\d{4}_\\d\\d$`, tableOf(current)],
  );
  await owner.query(`set vacuum_cost_delay = '2ms'; set statement_timeout = 0`);
  const frozen: string[] = [];
  for (const { name } of rows) {
    if (signal?.aborted) break;
    await owner.query(`vacuum (freeze) ${name}`);
    frozen.push(name);
  }
  return frozen;
}

function nameOf(schema: string, month: Month): string {
  return `${schema}.${tableOf(month)}`;
}

function tableOf({ year, month }: Month): string {
  return `${partitionedTable}_${year}_${String(month).padStart(2, '0')}`;
}

function firstInstant({ year, month }: Month): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString();
}

async function makeMonth(owner: pg.Client, schema: string, month: Month): Promise<boolean> {
  const name = nameOf(schema, month);
  const next = { year: month.year, month: month.month + 1 };
  const [from, to] = [month, next].map((each) => pg.escapeLiteral(firstInstant(each)));
  const { rows } = await owner.query<{ needed: boolean }>(
    `select to_regclass($1) is null and not exists (
       select from ${schema}.${partitionedTable}_default
       where recorded_at >= ${from} and recorded_at < ${to}
     ) as needed`,
    [name],
  );
  if (rows[0]?.needed !== true) return false;
  await owner.query(`begin; set local lock_timeout = ${lockTimeoutMs}`);
  try {
    await owner.query(
      `create table ${name} partition of ${schema}.${partitionedTable}
         for values from (${from}) to (${to}) with (${whileFactsCome})`,
    );
    // In the same transaction: asked for by its own name it would answer without its table's policies.
    await closePartitions(owner, schema);
    await owner.query('commit');
    return true;
  } catch (error) {
    await owner.query('rollback');
    throw error;
  }
}
