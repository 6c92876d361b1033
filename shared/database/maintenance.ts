/** What a database needs once a day: next months' partitions, rest for past ones, and letting go of what is past its time. */
import type pg from 'pg';
import { freezeMonths, makeMonths, monthsFrom } from './month-partitions.ts';
import { connectAsOwner } from './owner-connection.ts';
import { pruneTables, type Retained } from './prune.ts';

export interface MaintenanceOptions {
  /** A direct connection of the owner. */
  readonly url: string;
  readonly retention: readonly Retained[];
  readonly nowMs: number;
  /** Ends the pruning and the freezing early; the next day goes on. */
  readonly signal?: AbortSignal;
}

export interface Maintained {
  readonly partitions: readonly string[];
  /** Rows that went, by table. */
  readonly pruned: ReadonlyMap<string, number>;
  /** Partitions of past months that are vacuumed for good. */
  readonly frozen: readonly string[];
}

/** What only the owner of all contexts' tables can do for them. */
export interface Upkeep {
  maintain(options: Omit<MaintenanceOptions, 'url'>): Promise<Maintained | undefined>;
  /** Lets go of records past their topic's retention, where the log itself does not; resolves with how many batches. */
  pruneLog(): Promise<number>;
}

/** This month and the two after it: a house that is switched off for a month finds its partitions. */
const months = 3;
/** Any number, the same in every process: one does it, the others need not. */
const turnLock = 7_325_410_017;

/** `undefined` when another process is at it. */
export function maintain(options: MaintenanceOptions): Promise<Maintained | undefined> {
  const wanted = monthsFrom(options.nowMs, months);
  return inTurn(options.url, async (owner) => ({
    partitions: await makeMonths(owner, wanted),
    pruned: await pruneTables(owner, options.retention, options.signal),
    frozen: await freezeMonths(owner, wanted[0], options.signal),
  }));
}

/** Only the partitions: quick, and worth having before the first fact comes. */
export async function preparePartitions(
  options: Pick<MaintenanceOptions, 'url' | 'nowMs'>,
): Promise<readonly string[]> {
  const made = await inTurn(options.url, (owner) =>
    makeMonths(owner, monthsFrom(options.nowMs, months)),
  );
  return made ?? [];
}

async function inTurn<T>(
  url: string,
  work: (owner: pg.Client) => Promise<T>,
): Promise<T | undefined> {
  const owner = await connectAsOwner(url, 'serai maintenance');
  try {
    const { rows } = await owner.query<{ ours: boolean }>(
      'select pg_try_advisory_lock($1) as ours',
      [turnLock],
    );
    return rows[0]?.ours === true ? await work(owner) : undefined;
  } finally {
    await owner.end();
  }
}
