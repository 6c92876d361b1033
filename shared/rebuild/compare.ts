/** Compares tables row by row as text, in the order of their keys, holding one row of each in memory. */
import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

export interface ComparedTable {
  readonly name: string;
  /** Of the rebuilt table. */
  readonly rows: number;
  readonly equal: boolean;
  /** SHA-256 of the rebuilt rows, one per line. */
  readonly sha256: string;
  /** The first place where the two differ; undefined on the side that has no more rows. */
  readonly firstDifference?: {
    readonly kept: string | undefined;
    readonly rebuilt: string | undefined;
  };
}

export interface Side {
  readonly client: pg.Client;
  readonly schema: string;
}

export async function compareTable(
  name: string,
  kept: Side,
  rebuilt: Side,
): Promise<ComparedTable> {
  const order = await keyOf(kept, name);
  const left = linesOf(kept, name, order);
  const right = linesOf(rebuilt, name, order);
  const hash = createHash('sha256');
  let rows = 0;
  let difference: ComparedTable['firstDifference'];
  // Both are read to their ends: a COPY that is left half read would block its connection.
  for (;;) {
    const [one, other] = await Promise.all([left.next(), right.next()]);
    if (one.done === true && other.done === true) break;
    const [before, after] = [one.value ?? undefined, other.value ?? undefined];
    if (after !== undefined) {
      rows += 1;
      hash.update(after).update('\n');
    }
    if (before !== after) difference ??= { kept: before, rebuilt: after };
  }
  const sha256 = hash.digest('hex');
  return difference === undefined
    ? { name, rows, equal: true, sha256 }
    : { name, rows, equal: false, sha256, firstDifference: difference };
}

/** The columns of the primary key, as an order; of a table without one, the whole row. */
async function keyOf({ client, schema }: Side, name: string): Promise<string> {
  const { rows } = await client.query<{ column: string }>(
    `select quote_ident(attname) as column
     from pg_index, unnest(indkey) with ordinality as part (attnum, place)
     join pg_attribute using (attnum)
     where indisprimary and indrelid = $1::regclass and attrelid = indrelid order by place`,
    [qualified(schema, name)],
  );
  return rows.length === 0 ? 'row_text' : rows.map(({ column }) => `kept.${column}`).join(', ');
}

/** COPY writes a row's line feeds as `\n`, so a line is a row. */
async function* linesOf({ client, schema }: Side, name: string, order: string) {
  const text = `select kept::text as row_text from ${qualified(schema, name)} as kept order by ${order}`;
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of client.query(copyTo(`copy (${text}) to stdout`))) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

export function qualified(schema: string, name: string): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}
