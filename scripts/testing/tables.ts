/** What all tables hold, for tests that something left no trace in any of them. */
import type pg from 'pg';
import { expect, vi } from 'vitest';

/** Written by what runs by itself, whatever is asked: leases, heartbeats and spans. */
const restless = /^log\.(?:members|leases)$|^telemetry\.spans$|\.relay_cursor$/;

interface TableRow {
  readonly name: string;
}

/** A hash of its rows by the table's name. */
type Contents = Readonly<Record<string, string>>;

/** What every table holds now. */
export async function contents(owner: pg.Client): Promise<Contents> {
  const { rows: tables } = await owner.query<TableRow>(
    `select format('%I.%I', nspname, relname) as name
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema')`,
  );
  const names = tables.map(({ name }) => name).filter((name) => !restless.test(name));
  const { rows } = await owner.query<{ name: string; hash: string }>(
    names
      .map(
        (name) =>
          `select '${name}' as name,
             count(*) || ' ' || md5(coalesce(string_agg(row::text, chr(10) order by row::text), '')) as hash
           from ${name} row`,
      )
      .join(' union all '),
  );
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

/** The same, when the house has nothing left to do by itself. */
export async function contentsAtRest(owner: pg.Client): Promise<Contents> {
  let seen: Contents = {};
  const settled = async (): Promise<void> => {
    const before = seen;
    seen = await contents(owner);
    // A reader that has only just come to a partition stands nowhere yet: hence the second look.
    expect(seen).toEqual(before);
    expect(await leftToDo(owner)).toBe(0);
  };
  await vi.waitFor(settled, { timeout: 20_000, interval: 500 });
  return seen;
}

/** Those that do not hold what they held: their names say more than two hundred hashes. */
export function changedTables(before: Contents, after: Contents): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => after[name] !== before[name]).toSorted();
}

/** Partitions with facts that are not in the log, or with records that a reader has not passed. */
async function leftToDo(owner: pg.Client): Promise<number> {
  const { rows: schemas } = await owner.query<{ name: string; relays: boolean }>(
    `select nspname as name, to_regclass(format('%I.relay_cursor', nspname)) is not null as relays
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relname = 'consumer_offsets'`,
  );
  const parts = schemas.flatMap(({ name, relays }) => [
    `select 1 from ${name}.consumer_offsets o join log.topics t on t.identity = o.topic_identity
     join log.partitions p on p.topic_id = t.id and p.partition = o.partition
     where o.next_offset < p.next_offset`,
    ...(relays
      ? [
          `select 1 from ${name}.outbox o join ${name}.relay_cursor using (partition)
           where relay_cursor.next_position < o.next_position`,
        ]
      : []),
  ]);
  const { rowCount } = await owner.query(parts.join(' union all '));
  return rowCount ?? 0;
}
