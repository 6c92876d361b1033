/** Puts a backup into an empty database, at the level of migrations it was made at, whole or not at all. */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { z } from 'zod';
import {
  BackupHeader,
  type BackupTable,
  readHeader,
  SequenceState,
  seeEverything,
} from './backup-catalog.ts';
import { damaged, decodeFrames, type Frame } from './backup-file.ts';
import { type MigrateOptions, migrate } from './migrate.ts';
import { closePartitions } from './migration-roles.ts';
import { connectAsOwner } from './owner-connection.ts';
import { SetupProblem } from './setup-problem.ts';

export interface RestoreOptions extends Pick<MigrateOptions, 'url' | 'directory' | 'password'> {
  readonly from: string;
  /** The file with the rows of tables that stand apart; without it these tables are empty. */
  readonly apart?: string | undefined;
}

type Frames = AsyncIterator<Frame, void>;

const RowsFrame = z.strictObject({ rows: z.int() });
const LastFrame = z.strictObject({ sequences: z.array(SequenceState) });

/** Run `migrate` afterwards when the house is newer than its backup. */
export async function restore(options: RestoreOptions): Promise<{ tables: number; rows: number }> {
  const { url, from, apart, directory, password } = options;
  for (const file of apart === undefined ? [from] : [from, apart]) {
    await access(file).catch((cause: unknown) => {
      throw new SetupProblem(`There is no backup at ${file}.`, { cause });
    });
    await refuseDamaged(file);
  }
  await refuseNonEmpty(url);
  await using main = framesIn(from);
  await using rest = apart === undefined ? undefined : framesIn(apart);
  const header = await jsonFrame(main.frames, BackupHeader);
  await migrate({ url, directory, password, upTo: header.ledger.at(-1)?.name ?? '' });
  return await inTransaction(url, (client) => load(client, header, main.frames, rest?.frames));
}

function framesIn(file: string): AsyncDisposable & { readonly frames: Frames } {
  const gunzip = createGunzip();
  const unpacked = createReadStream(file).on('error', (error) => gunzip.destroy(error));
  return {
    frames: decodeFrames(unpacked.pipe(gunzip)),
    async [Symbol.asyncDispose]() {
      unpacked.destroy();
      gunzip.destroy();
    },
  };
}

/** Read once for the checksum at its end, so that a damaged file changes nothing at all. */
async function refuseDamaged(from: string): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, next) => next() });
  await pipeline(createReadStream(from), createGunzip(), nowhere).catch((cause: unknown) => {
    throw damaged(cause);
  });
}

async function refuseNonEmpty(url: string): Promise<void> {
  const table = await inTransaction(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(`
      select c.oid::regclass::text as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema' and not exists (select from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by 1 limit 1`);
    return rows[0]?.name;
  });
  if (table !== undefined) {
    throw new SetupProblem(
      `The database is not empty, it has ${table}: restore into an empty one.`,
    );
  }
}

async function inTransaction<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectAsOwner(url, 'serai restore');
  try {
    await client.query(`begin read write; set local statement_timeout = 0;
      set local idle_in_transaction_session_timeout = 0; set local DateStyle = 'ISO'`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    await client.end(); // without COMMIT nothing stays
  }
}

async function load(
  client: pg.Client,
  header: BackupHeader,
  frames: Frames,
  apart: Frames | undefined,
): Promise<{ tables: number; rows: number }> {
  await refuseAnotherShape(client, header);
  const forced = await seeEverything(client);
  const triggers = await quietTriggers(client);
  for (const { name, parent, bound } of header.partitions) {
    await client.query(`create table if not exists ${name} partition of ${parent} ${bound}`);
  }
  // What migrations put in is in the backup too.
  await client.query(`truncate ${header.tables.map(({ name }) => name).join(', ')}`);
  const { sequences, ...loaded } = await loadTables(client, header, frames);
  let { rows } = loaded;
  if (apart !== undefined) {
    rows += (await loadTables(client, await headerApart(apart, header), apart)).rows;
  }
  for (const { name, last, called } of sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, last, called]);
  }
  // Deferred constraints are judged now: a table with pending checks cannot be altered.
  await client.query('set constraints all immediate');
  for (const { table, trigger } of triggers) {
    await client.query(`alter table ${table} enable trigger ${trigger}`);
  }
  for (const name of forced) {
    await client.query(`alter table ${name} force row level security`);
  }
  const schemas = new Set(header.ledger.map(({ name }) => name.split('-')[1] ?? ''));
  for (const schema of schemas) {
    await closePartitions(client, schema);
  }
  return { tables: header.tables.length, rows };
}

async function loadTables(client: pg.Client, { tables }: BackupHeader, frames: Frames) {
  let rows = 0;
  for (const table of tables) rows += await loadTable(client, table, frames);
  const { sequences } = await jsonFrame(frames, LastFrame);
  if ((await nextFrame(frames)) !== undefined) throw damaged();
  return { rows, sequences };
}

/** Of the same house at the same level; maybe of another day. */
async function headerApart(frames: Frames, main: BackupHeader): Promise<BackupHeader> {
  const header = await jsonFrame(frames, BackupHeader);
  const fits =
    JSON.stringify(header.ledger) === JSON.stringify(main.ledger) &&
    header.tables.every(({ name }) => main.apart?.includes(name) === true);
  if (!fits) throw new SetupProblem('The two files were not made by the same version of a house.');
  return header;
}

/** Rows arrive as they were; what a trigger added or refused then is not to happen twice. */
async function quietTriggers(client: pg.Client): Promise<{ table: string; trigger: string }[]> {
  const { rows } = await client.query<{ table: string; trigger: string }>(`
    select tgrelid::regclass::text as "table", quote_ident(tgname) as "trigger" from pg_trigger
    where not tgisinternal and tgenabled = 'O' and tgparentid = 0 order by 1, 2`);
  for (const { table, trigger } of rows) {
    await client.query(`alter table ${table} disable trigger ${trigger}`);
  }
  return rows;
}

async function refuseAnotherShape(client: pg.Client, header: BackupHeader): Promise<void> {
  const here = await readHeader(client);
  const same = JSON.stringify([header.ledger, header.tables]);
  if (JSON.stringify([here.ledger, here.tables]) !== same) {
    throw new SetupProblem(
      'The migrations of this house are not those the backup was made with; restore it with the version that made it.',
    );
  }
}

async function loadTable(
  client: pg.Client,
  { name, columns }: BackupTable,
  frames: Frames,
): Promise<number> {
  let rowsFrame: unknown;
  async function* bytes(): AsyncGenerator<Buffer> {
    for (let frame = await nextFrame(frames); ; frame = await nextFrame(frames)) {
      if (frame?.kind !== 'D') {
        rowsFrame = frame?.json;
        return;
      }
      yield frame.bytes;
    }
  }
  const into = columns.length === 0 ? name : `${name} (${columns.join(', ')})`;
  const copy = client.query(copyFrom(`copy ${into} from stdin`));
  await pipeline(Readable.from(bytes()), copy);
  const expected = RowsFrame.safeParse(rowsFrame);
  if (!expected.success || expected.data.rows !== copy.rowCount) {
    throw damaged();
  }
  return copy.rowCount;
}

async function nextFrame(frames: Frames): Promise<Frame | undefined> {
  try {
    const { value, done } = await frames.next();
    return done === true ? undefined : value;
  } catch (cause) {
    throw damaged(cause);
  }
}

async function jsonFrame<T>(frames: Frames, schema: z.ZodType<T>): Promise<T> {
  const frame = await nextFrame(frames);
  const parsed = schema.safeParse(frame?.kind === 'J' ? frame.json : undefined);
  if (!parsed.success) {
    throw damaged(parsed.error);
  }
  return parsed.data;
}
