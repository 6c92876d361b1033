/** An empty schema beside a context's own, with some of its tables: their keys, their checks, their policies, their rights. */
import pg from 'pg';
import { SetupProblem } from '#shared/database/setup-problem.ts';

/** What a consumer's reader needs beside the tables it keeps. */
const readersTables = ['consumer_offsets', 'parked'] as const;

export function rebuildSchemaOf(context: string): string {
  return `rebuild_${context}`;
}

/** One rebuild of a context at a time: until this connection ends. */
export async function takeTurn(owner: pg.Client, context: string): Promise<void> {
  const { rows } = await owner.query<{ taken: boolean }>(
    `select pg_try_advisory_lock(hashtextextended($1, 0)) as taken`,
    [rebuildSchemaOf(context)],
  );
  if (rows[0]?.taken !== true)
    throw new SetupProblem(`Another rebuild of ${context} is running; wait for its end.`);
}

/** What an interrupted rebuild left behind goes first. */
export async function makeSchema(
  owner: pg.Client,
  context: string,
  tables: readonly string[],
): Promise<void> {
  const [from, to] = [context, rebuildSchemaOf(context)].map((name) => pg.escapeIdentifier(name));
  const role = pg.escapeIdentifier(`serai_${context}`);
  const statements = [
    `drop schema if exists ${to} cascade`,
    `create schema ${to}`,
    `grant usage on schema ${to} to ${role}`,
  ];
  for (const name of [...tables, ...readersTables]) {
    const table = pg.escapeIdentifier(name);
    // Nobody misses it after a crash, so nothing of it is written twice.
    statements.push(`create unlogged table ${to}.${table} (like ${from}.${table} including all)`);
    if (await isProtected(owner, `${from}.${table}`))
      statements.push(`call serai.protect('${to}.${table}')`);
  }
  // Only keys say what may stand in a table; what lists are sorted by nobody reads here.
  statements.push(`do $do$ declare name regclass; begin
    for name in select indexrelid from pg_index join pg_class on oid = indrelid
                where relnamespace = ${pg.escapeLiteral(rebuildSchemaOf(context))}::regnamespace and not indisunique
    loop execute format('drop index %s', name); end loop; end $do$`);
  statements.push(`grant select, insert, update, delete on all tables in schema ${to} to ${role}`);
  await owner.query(`begin; ${statements.join('; ')}; commit`);
}

export async function dropSchema(owner: pg.Client, context: string): Promise<void> {
  const schema = pg.escapeIdentifier(rebuildSchemaOf(context));
  await owner.query(`drop schema if exists ${schema} cascade`);
}

async function isProtected(owner: pg.Client, table: string): Promise<boolean> {
  const { rows } = await owner.query<{ protected: boolean }>(
    'select relrowsecurity as protected from pg_class where oid = $1::regclass',
    [table],
  );
  return rows[0]?.protected === true;
}
