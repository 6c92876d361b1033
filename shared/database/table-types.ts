/** Writes the tables of a migrated database down as TypeScript: what a row is when our adapter returns it. */
import pg from 'pg';
import { SetupProblem } from './setup-problem.ts';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** Of an enumeration; null for any other type. */
  readonly labels: readonly string[] | null;
  readonly isArray: boolean;
  readonly isNullable: boolean;
}

/** Partitions are their table again; what an extension brought is not ours; views promise nothing about null. */
const columnsOfAllTables = `
  select n.nspname || '.' || c.relname as "table", a.attname::text as "column",
    coalesce(nullif(base.typbasetype, 0), base.oid)::regtype::text as "type",
    (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e
      where e.enumtypid = base.oid) as "labels",
    t.typcategory = 'A' as "isArray",
    not a.attnotnull and not t.typnotnull as "isNullable"
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  join pg_type base on base.oid = case when t.typcategory = 'A' then t.typelem else t.oid end
  where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
    and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'migrations')
    and not exists (select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by n.nspname, c.relname, a.attnum`;

const typeScript: ReadonlyMap<string, string> = new Map([
  ...['smallint', 'integer', 'bigint', 'real', 'double precision'].map(
    (t) => [t, 'number'] as const,
  ),
  ...['text', 'character varying', 'character', '"char"', 'name', 'uuid', 'numeric'].map(
    (t) => [t, 'string'] as const,
  ),
  ...['date', 'timestamp with time zone', 'timestamp without time zone'].map(
    (t) => [t, 'string'] as const,
  ),
  ...['time without time zone', 'tsvector', 'citext', 'inet', 'ltree'].map(
    (t) => [t, 'string'] as const,
  ),
  ...['int4range', 'int8range', 'daterange', 'tstzrange', 'datemultirange'].map(
    (t) => [t, 'string'] as const,
  ),
  ['boolean', 'boolean'],
  ['bytea', 'Buffer'],
  ['json', 'unknown'],
  ['jsonb', 'unknown'],
]);

/** Arrays that our adapter turns into arrays of the element's type. */
const arrayElements: readonly string[] = [
  ...['smallint', 'integer', 'bigint', 'real', 'double precision', 'boolean', 'uuid', 'text'],
  ...['numeric', 'date', 'timestamp with time zone', 'timestamp without time zone'],
  ...['json', 'jsonb', 'bytea', 'character varying'],
];

export async function tableTypes(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return sourceOf((await client.query<Column>(columnsOfAllTables)).rows);
  } finally {
    await client.end();
  }
}

function sourceOf(columns: readonly Column[]): string {
  const lines: string[] = [
    '// Generated from schema/migrations by scripts/generate-tables.ts. Do not edit.',
    '/** A row of each table as the database port returns it. */',
    'export interface Tables {',
  ];
  let table = '';
  for (const column of columns) {
    if (column.table !== table) {
      lines.push(...(table === '' ? [] : ['  };']), `  '${column.table}': {`);
      table = column.table;
    }
    lines.push(`    ${nameOf(column)}: ${typeOf(column)};`);
  }
  lines.push(...(table === '' ? [] : ['  };']), '}', '');
  lines.push('export type Row<Name extends keyof Tables> = Tables[Name];', '');
  return lines.join('\n');
}

function nameOf({ column }: Column): string {
  return /^[a-z_][a-z0-9_]*$/i.test(column) ? column : JSON.stringify(column);
}

function typeOf({ table, column, type, labels, isArray, isNullable }: Column): string {
  const one = labels === null ? typeScript.get(type) : labels.map((l) => `'${l}'`).join(' | ');
  if (one === undefined || (isArray && !arrayElements.includes(type))) {
    throw new SetupProblem(
      `Column ${column} of ${table} is ${type}${isArray ? '[]' : ''}, which has no TypeScript type in table-types.ts.`,
    );
  }
  const whole = isArray ? `${one}[]` : one;
  // `unknown` holds null already.
  return isNullable && whole !== 'unknown' ? `${whole} | null` : whole;
}
