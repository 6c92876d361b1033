/** Writes all that a house keeps in its database, at one instant, into one file; needs no other program. */
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type BackupTable, readHeader, readSequences, seeEverything } from './backup-catalog.ts';
import { encodeFrame } from './backup-file.ts';
import { connectAsOwner } from './owner-connection.ts';

export interface BackupOptions {
  /** A direct connection of the owner: what migrated the database. */
  readonly url: string;
  /** The file to write; it appears when it is whole. */
  readonly to: string;
}

export interface BackedUp {
  readonly tables: number;
  readonly rows: number;
}

/** COPY text shrinks to a fifth already at the quickest level; the disk is not what is short. */
const gzipLevel = 1;
/** A table that is being altered: better to say so than to wait through the night. */
const lockTimeoutMs = 30_000;

export async function backup({ url, to }: BackupOptions): Promise<BackedUp> {
  const client = await connectAsOwner(url, 'serai backup');
  const part = `${to}.part`;
  try {
    // One snapshot for all tables: what is written meanwhile is in the next backup.
    await client.query(`begin isolation level repeatable read;
      set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = 0;
      set local idle_in_transaction_session_timeout = 0; set local DateStyle = 'ISO'`);
    const counted = { tables: 0, rows: 0 };
    const file = await open(part, 'w', 0o600);
    await pipeline(
      Readable.from(frames(client, counted)),
      createGzip({ level: gzipLevel }),
      file.createWriteStream({ flush: true }),
    );
    await client.query('rollback');
    await rename(part, to);
    return counted;
  } finally {
    await client.end();
    await rm(part, { force: true });
  }
}

async function* frames(
  client: pg.Client,
  counted: { tables: number; rows: number },
): AsyncGenerator<Buffer> {
  await seeEverything(client);
  const header = await readHeader(client);
  yield encodeFrame({ kind: 'J', json: header });
  for (const table of header.tables) {
    const rows = yield* tableFrames(client, table);
    counted.tables += 1;
    counted.rows += rows;
  }
  const sequences = await readSequences(client);
  yield encodeFrame({ kind: 'J', json: { sequences } });
}

/** Ends with how many rows there were, which a restore must find again. */
async function* tableFrames(
  client: pg.Client,
  { name, columns }: BackupTable,
): AsyncGenerator<Buffer, number> {
  // A query instead of the table's name: a partitioned table can be copied in no other way.
  const copy = client.query(copyTo(`copy (select ${columns.join(', ')} from ${name}) to stdout`));
  for await (const bytes of copy) {
    yield encodeFrame({ kind: 'D', bytes });
  }
  yield encodeFrame({ kind: 'J', json: { rows: copy.rowCount } });
  return copy.rowCount;
}
