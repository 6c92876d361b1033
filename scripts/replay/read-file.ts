/** Reads a data set, plain or zipped, as a stream: what stays in memory is its rows, not its text. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { FileRefused } from './file-refused.ts';
import { type BookedRow, rowReader } from './row.ts';

export interface DataSet {
  readonly rows: readonly BookedRow[];
  /** SHA-256 of the CSV text: the same file is the same replay, zipped or not. */
  readonly sha256: string;
}

/** 170 bytes a row: a hundred times the real one, and a bomb is noticed. */
const textBytesMax = 2 * 1024 ** 3;
/** 150 bytes a row in memory. */
const rowsMax = 1_000_000;
/** A compressed piece grows about 13 times; small pieces keep the peak low. */
const pieceBytes = 16 * 1024;

export async function readDataSet(path: string): Promise<DataSet> {
  const hash = createHash('sha256');
  const rows: BookedRow[] = [];
  await pipeline(
    Readable.from(counted(textOf(path), hash)),
    parse({ bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 65_536 }),
    async (records: AsyncIterable<readonly string[]>) => {
      let read: ReturnType<typeof rowReader> | undefined;
      for await (const cells of records) {
        if (read === undefined) {
          read = rowReader(cells);
          continue;
        }
        if (rows.length === rowsMax)
          throw new FileRefused(`The file has more than ${rowsMax} rows.`);
        rows.push(read(cells, rows.length + 1));
      }
    },
  );
  if (rows.length === 0) throw new FileRefused('The file has no rows.');
  return { rows, sha256: hash.digest('hex') };
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  hash: { update(piece: Uint8Array): unknown },
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > textBytesMax) throw new FileRefused('The file is larger than 2 GiB.');
    hash.update(piece);
    yield piece;
  }
}

async function* textOf(path: string): AsyncGenerator<Uint8Array> {
  const pieces = createReadStream(path, { highWaterMark: pieceBytes });
  if (path.toLowerCase().endsWith('.zip')) yield* unzipped(pieces);
  else yield* pieces;
}

/** The one CSV of an archive, without what a Mac puts beside it. */
async function* unzipped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const names: string[] = [];
  let ready: Uint8Array[] = [];
  const unzip = new Unzip((file: UnzipFile) => {
    if (!/\.csv$/i.test(file.name) || file.name.startsWith('__MACOSX/')) return;
    names.push(file.name);
    if (names.length > 1)
      throw new FileRefused(`The archive has several CSV files: ${names.join(', ')}.`);
    file.ondata = (error, piece) => {
      if (error !== null) throw new FileRefused(`The archive is damaged: ${error.message}.`);
      ready.push(piece);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for await (const piece of pieces) {
    unzip.push(piece, false);
    yield* ready;
    ready = [];
  }
  unzip.push(new Uint8Array(0), true);
  yield* ready;
  if (names.length === 0) throw new FileRefused('The archive has no CSV file.');
}
