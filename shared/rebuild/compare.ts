/**
 * Compares tables in the order of their keys: as the bytes that PostgreSQL keeps rows in, and where these differ
 * once more as text, row by row, to say where. Neither table is ever whole in memory.
 */
import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

export interface ComparedTable {
  readonly name: string;
  /** Of the rebuilt table. */
  readonly rows: number;
  readonly equal: boolean;
  /** SHA-256 of the rebuilt rows as a binary COPY. */
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
  const [before, { sha256, rows }] = await Promise.all([
    digestOf(kept, name, order),
    digestOf(rebuilt, name, order),
  ]);
  if (before.sha256 === sha256) return { name, rows, equal: true, sha256 };
  const firstDifference = await firstDifferenceOf(name, kept, rebuilt, order);
  return { name, rows, equal: false, sha256, firstDifference };
}

/** Of a table's rows in this order, each as PostgreSQL keeps it. */
async function digestOf(
  { client, schema }: Side,
  name: string,
  order: string,
): Promise<{ readonly sha256: string; readonly rows: number }> {
  const text = `select * from ${qualified(schema, name)} as kept order by ${order}`;
  const copy = client.query(copyTo(`copy (${text}) to stdout (format binary)`));
  const hash = createHash('sha256');
  for await (const chunk of copy) hash.update(chunk);
  return { sha256: hash.digest('hex'), rows: copy.rowCount };
}

type Difference = NonNullable<ComparedTable['firstDifference']>;

async function firstDifferenceOf(
  name: string,
  kept: Side,
  rebuilt: Side,
  order: string,
): Promise<Difference> {
  const [left, right] = [linesOf(kept, name, order), linesOf(rebuilt, name, order)];
  let difference: Difference | undefined;
  // Both are read to their ends: a COPY that is left half read would block its connection.
  for (;;) {
    const [one, other] = await Promise.all([left.next(), right.next()]);
    if (one.done === true && other.done === true) break;
    const [before, after] = [one.value ?? undefined, other.value ?? undefined];
    if (before !== after) difference ??= { kept: before, rebuilt: after };
  }
  return difference ?? { kept: 'rows that read the same', rebuilt: 'rows that read the same' };
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
  return rows.length === 0 ? 'kept::text' : rows.map(({ column }) => `kept.${column}`).join(', ');
}

/** COPY writes a row's line feeds as `\n`, so a line is a row. */
async function* linesOf({ client, schema }: Side, name: string, order: string) {
  const text = `select kept::text from ${qualified(schema, name)} as kept order by ${order}`;
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
