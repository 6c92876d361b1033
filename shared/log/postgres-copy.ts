/**
 * Rows as PostgreSQL sends them in binary COPY. `pg` reads every ordinary column as UTF-8, so bytes
 * come as hexadecimal text, twice as long and slow to undo; here they come as they are.
 */
import assert from 'node:assert/strict';
import pg from 'pg';
import { copyHeaderBytes, endOfRows } from '#shared/database/binary-copy.ts';

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** A function, so that a process that has not read yet has not loaded the driver either. */
function copyOut() {
  return class CopyOut extends pg.Query {
    readonly chunks: Buffer[] = [];

    /** Copied, because the parser of `pg` uses its memory again. */
    handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
      this.chunks.push(Buffer.from(chunk));
    }
  };
}
let CopyOut: ReturnType<typeof copyOut> | undefined;

/** Sends `copy … to stdout (format binary)`; resolves with the fields of each row, none of them null. */
export function copyRows(client: pg.ClientBase, text: string): Promise<Buffer[][]> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer[][]>();
  CopyOut ??= copyOut();
  const copy = new CopyOut({ text }, (error) => {
    if (error) reject(error);
    else resolve(rowsOf(copy.chunks));
  });
  client.query(copy);
  return promise;
}

/** A row never spans messages; the first message begins with the header, the last is the end. */
function rowsOf(chunks: readonly Buffer[]): Buffer[][] {
  const rows: Buffer[][] = [];
  for (const [index, chunk] of chunks.entries()) {
    if (index === 0) assert(chunk.subarray(0, signature.length).equals(signature), 'binary COPY');
    let at = index === 0 ? copyHeaderBytes : 0;
    if (at === chunk.length) continue;
    const count = chunk.readInt16BE(at);
    if (count === endOfRows) break;
    at += 2;
    const fields: Buffer[] = [];
    for (let field = 0; field < count; field += 1) {
      const start = at + 4;
      at = start + chunk.readInt32BE(at);
      assert(at >= start && at <= chunk.length, 'a field of binary COPY lies in its message');
      fields.push(chunk.subarray(start, at));
    }
    rows.push(fields);
  }
  return rows;
}
