/** Brings a database to the level of the migration files: each file once, in order, whole or not at all. */
import pg from 'pg';
import { type MigrationFile, migrationFiles } from './migration-files.ts';
import { closePartitions, prepareContext } from './migration-roles.ts';
import { connectAsOwner } from './owner-connection.ts';
import { SetupProblem } from './setup-problem.ts';

export interface MigrateOptions {
  /** A direct connection of the owner: superuser, or one that may create roles and schemas. */
  readonly url: string;
  readonly directory?: string | undefined;
  /** The last file to apply, for a restore; all of them when left out. */
  readonly upTo?: string | undefined;
  /** Gives a context's role its password and thereby a login; without one roles cannot log in. */
  readonly password?: ((role: string) => string | undefined) | undefined;
}

interface Applied {
  readonly name: string;
  readonly sha256: string;
}

/** Any number, the same in every process: those that migrate one database at once take turns. */
const turnLock = 7_325_410_016;
/** A migration of a large table takes minutes; whoever waits longer than this for its turn should say so. */
const turnTimeoutMs = 600_000;
/** A change that waits for a table makes everyone behind it wait too. */
const lockTimeoutMs = 30_000;

const ledger = `
  create schema if not exists migrations;
  create table if not exists migrations.applied (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`;

export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const files = await migrationFiles(options.directory);
  const client = await connectAsOwner(options.url, 'serai migrate');
  try {
    await refuseOldServer(client);
    const applied: string[] = [];
    for (;;) {
      const name = await inTurn(client, () => applyNext(client, files, options));
      if (name === undefined) {
        return { applied };
      }
      applied.push(name);
    }
  } finally {
    await client.end();
  }
}

/** Grants of roles to their owner, as roles are made here, came with this version. */
const serverVersionMin = 16;

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  );
  const version = rows[0]?.version ?? '';
  if (Number.parseInt(version, 10) < serverVersionMin) {
    throw new SetupProblem(
      `The database is PostgreSQL ${version}; ${serverVersionMin} or newer is needed.`,
    );
  }
}

/** In a transaction of its own, one process at a time; works through a transaction pooler too. */
async function inTurn<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query(`begin read write; set local lock_timeout = ${turnTimeoutMs};
    set local statement_timeout = 0; select pg_advisory_xact_lock(${turnLock});
    set local lock_timeout = ${lockTimeoutMs}`);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function applyNext(
  client: pg.Client,
  files: readonly MigrationFile[],
  { upTo, password }: MigrateOptions,
): Promise<string | undefined> {
  await client.query(ledger);
  const { rows } = await client.query<Applied>(
    'select name, sha256 from migrations.applied order by name',
  );
  refuseAnotherHistory(rows, files);
  const next = files[rows.length];
  if (next === undefined || (upTo !== undefined && next.name > upTo)) {
    return undefined;
  }
  await prepareContext(client, next.schema, password);
  await client.query(`set local search_path = ${next.schema}, public`);
  try {
    await client.query(next.text);
  } catch (error) {
    throw new SetupProblem(`Migration ${next.name} failed: ${failureOf(error, next.text)}`, {
      cause: error,
    });
  }
  await closePartitions(client, next.schema);
  // By the clock: the transaction began before it waited for another process.
  const applied =
    'insert into migrations.applied (name, sha256, applied_at) values ($1, $2, clock_timestamp())';
  await client.query(applied, [next.name, next.sha256]);
  return next.name;
}

/** What is applied must be the beginning of the list of files, byte for byte. */
function refuseAnotherHistory(applied: readonly Applied[], files: readonly MigrationFile[]): void {
  const known = new Map(files.map((file) => [file.name, file]));
  for (const [index, { name, sha256 }] of applied.entries()) {
    const file = known.get(name);
    if (file === undefined) {
      throw new SetupProblem(
        `Migration ${name} was applied to this database, but its file is not there.`,
      );
    }
    if (file.sha256 !== sha256) {
      throw new SetupProblem(
        `Migration ${name} was edited after it was applied; put it back and write a new one.`,
      );
    }
    const inPlace = files[index];
    if (inPlace !== undefined && inPlace.name !== name) {
      throw new SetupProblem(
        `Migration ${inPlace.name} comes before ${name}, which is applied already; give it a later number.`,
      );
    }
  }
}

function failureOf(error: unknown, text: string): string {
  if (!(error instanceof pg.DatabaseError)) {
    return String(error);
  }
  const line = text.slice(0, Number(error.position ?? 0)).split('\n').length;
  return `${error.message} (${error.code}${error.position ? `, line ${line}` : ''})`;
}
