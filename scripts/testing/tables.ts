/** What all tables hold, for tests that something left no trace in any of them. */
import type pg from 'pg';

/** Written by what runs by itself, whatever is asked: leases, heartbeats and spans. */
const restless = /^log\.(?:members|leases)$|^telemetry\.spans$|\.relay_cursor$/;

interface TableRow {
  readonly name: string;
}

/** A hash of its rows by the table's name. */
export async function contents(owner: pg.Client): Promise<Readonly<Record<string, string>>> {
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
