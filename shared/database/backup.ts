/** Writes all that a house keeps in its database, at one instant, into one file; needs no other program. */
import assert from 'node:assert/strict';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import {
  type BackupHeader,
  type BackupTable,
  readHeader,
  readSequences,
  seeEverything,
} from './backup-catalog.ts';
import { encodeFrame } from './backup-file.ts';
import { connectAsOwner } from './owner-connection.ts';

export interface BackupOptions {
  /** A direct connection of the owner: what migrated the database. */
  readonly url: string;
  /** The file to write; it appears when it is whole. */
  readonly to: string;
  /** Tables whose rows go into a file of their own, at the same instant: it can be let go of first, so no row refers to theirs. */
  readonly apart?: { readonly tables: readonly string[]; readonly to: string };
  /** By a table's name: the rows, as a condition in SQL, that nobody needs again, and that are in no file. */
  readonly leave?: Readonly<Record<string, string>>;
}

export interface BackedUp {
  readonly tables: number;
  readonly rows: number;
}

/** COPY text shrinks to a fifth already at the quickest level; the disk is not what is short. */
const gzipLevel = 1;
/** A table that is being altered: better to say so than to wait through the night. */
const lockTimeoutMs = 30_000;

export async function backup({ url, to, apart, leave = {} }: BackupOptions): Promise<BackedUp> {
  const client = await connectAsOwner(url, 'serai backup');
  try {
    // One snapshot for all tables: what is written meanwhile is in the next backup.
    await client.query(`begin isolation level repeatable read;
      set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = 0;
      set local idle_in_transaction_session_timeout = 0; set local DateStyle = 'ISO'`);
    await seeEverything(client);
    const header = await readHeader(client);
    const counted = { tables: header.tables.length, rows: 0 };
    if (apart === undefined) {
      await writeWhole(to, frames({ client, leave }, header, counted));
    } else {
      const left = header.tables.filter(({ name }) => apart.tables.includes(name));
      assert.equal(left.length, apart.tables.length, 'a table that is to stand apart is not there');
      await writeWhole(apart.to, frames({ client, leave }, { ...header, tables: left }, counted));
      await writeWhole(
        to,
        frames({ client, leave }, { ...header, apart: [...apart.tables] }, counted),
      );
    }
    await client.query('rollback');
    return counted;
  } finally {
    await client.end();
  }
}

async function writeWhole(to: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const part = `${to}.part`;
  try {
    const file = await open(part, 'w', 0o600);
    await pipeline(
      Readable.from(bytes),
      createGzip({ level: gzipLevel }),
      file.createWriteStream({ flush: true }),
    );
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

type Reading = { readonly client: pg.Client } & Required<Pick<BackupOptions, 'leave'>>;

async function* frames(
  reading: Reading,
  header: BackupHeader,
  counted: { rows: number },
): AsyncGenerator<Buffer> {
  yield encodeFrame({ kind: 'J', json: header });
  for (const table of header.tables) {
    if (header.apart?.includes(table.name) === true)
      yield encodeFrame({ kind: 'J', json: { rows: 0 } });
    else counted.rows += yield* tableFrames(reading, table);
  }
  const sequences = await readSequences(reading.client);
  yield encodeFrame({ kind: 'J', json: { sequences } });
}

/** Ends with how many rows there were, which a restore must find again. */
async function* tableFrames(
  { client, leave }: Reading,
  { name, columns }: BackupTable,
): AsyncGenerator<Buffer, number> {
  // A query instead of the table's name: a partitioned table can be copied in no other way.
  const rows = `select ${columns.join(', ')} from ${name} where not coalesce(${leave[name] ?? 'false'}, false)`;
  const copy = client.query(copyTo(`copy (${rows}) to stdout`));
  for await (const bytes of copy) {
    yield encodeFrame({ kind: 'D', bytes });
  }
  yield encodeFrame({ kind: 'J', json: { rows: copy.rowCount } });
  return copy.rowCount;
}
