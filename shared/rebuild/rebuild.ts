/**
 * Makes a projection again from the facts alone, in an empty schema, and compares it byte by byte
 * with the live one at exactly the facts that one has seen; or puts it in the live one's place.
 */
import assert from 'node:assert/strict';
import type pg from 'pg';
import { passesPolicies } from '#shared/database/owner-catalog.ts';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { type Build, type BuildOptions, type Ends, openBuild } from './build.ts';
import { type ComparedTable, compareTable, qualified, type Side } from './compare.ts';
import { dropSchema, makeSchema, rebuildSchemaOf, takeTurn } from './schema.ts';

export interface RebuildOptions extends BuildOptions {
  /** `apply` replaces the rows of tables that differ; the live consumer waits meanwhile. */
  readonly mode?: 'compare' | 'apply';
}

export interface Rebuilt {
  /** As they were compared, before anything was replaced. */
  readonly tables: readonly ComparedTable[];
  readonly facts: number;
  /** Positions without a fact: the outbox has lost something, whatever the tables say. */
  readonly missing: number;
  readonly seconds: number;
}

/** A live consumer's batch takes milliseconds; who holds a table for longer is not one. */
const lockTimeoutMs = 10_000;

export async function rebuildProjection(options: RebuildOptions): Promise<Rebuilt> {
  const { databaseUrl, declaration, mode = 'compare' } = options;
  const { context, tables } = declaration;
  assert(tables !== undefined, `${declaration.name} declares no tables that facts alone decide`);
  const startedMs = performance.now();
  const owner = await connectAsOwner(databaseUrl, 'serai rebuild owner');
  const live = await connectAsOwner(databaseUrl, 'serai rebuild live');
  const build = openBuild(options);
  try {
    await takeTurn(owner, context);
    await makeSchema(owner, context, tables);
    await seeTenants([owner, live], options.source);
    const done =
      mode === 'apply'
        ? await buildAndApply(options, tables, owner, live, build)
        : await buildAndCompare(options, tables, owner, live, build);
    return { ...done, seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    await build.close();
    await live.end();
    // A connection that was lost has let go of its turn, too: the next rebuild clears up.
    await dropSchema(owner, context).catch(() => undefined);
    await owner.end();
  }
}

type Done = Omit<Rebuilt, 'seconds'>;

/** One snapshot holds the live rows and how many facts they have seen: nothing has to stand still. */
async function buildAndCompare(
  { declaration }: RebuildOptions,
  tables: readonly string[],
  owner: pg.Client,
  live: pg.Client,
  build: Build,
): Promise<Done> {
  await live.query(`begin isolation level repeatable read read only;
    set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`);
  const ends = await endsOf(live, declaration.context, declaration.name);
  const facts = await build.upTo(ends);
  const compared = await compareAll(declaration.context, tables, owner, live);
  return { facts, missing: sumOf(ends) - facts, tables: compared };
}

/**
 * Most facts first, while the live consumer goes on; then, with its rows locked, the few that came
 * meanwhile. It stands at the same fact before and after, so it goes on by itself.
 */
async function buildAndApply(
  { declaration }: RebuildOptions,
  tables: readonly string[],
  owner: pg.Client,
  live: pg.Client,
  build: Build,
): Promise<Done> {
  const { context, name } = declaration;
  let facts = await build.upTo(await endsOf(live, context, name));
  await live.query(`begin; set local lock_timeout = ${lockTimeoutMs};
    set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`);
  // Its offsets first, as its own transactions do: nobody waits in a ring.
  await live.query(
    `select from ${qualified(context, 'consumer_offsets')}
     where consumer = $1 order by partition for update`,
    [name],
  );
  await live.query(
    `lock table ${tables.map((table) => qualified(context, table)).join(', ')} in exclusive mode`,
  );
  const ends = await endsOf(live, context, name);
  facts += await build.upTo(ends);
  const compared = await compareAll(context, tables, owner, live);
  for (const table of compared.filter(({ equal }) => !equal)) {
    const target = qualified(context, table.name);
    const rebuilt = qualified(rebuildSchemaOf(context), table.name);
    await live.query(`delete from ${target}`);
    await live.query(`insert into ${target} select * from ${rebuilt}`);
  }
  await live.query('commit');
  return { facts, missing: sumOf(ends) - facts, tables: compared };
}

/** Positions begin at 0, so an end is a count. */
function sumOf(ends: Ends): number {
  return [...ends.values()].reduce((sum, end) => sum + end, 0);
}

async function compareAll(
  context: string,
  tables: readonly string[],
  owner: pg.Client,
  live: pg.Client,
): Promise<ComparedTable[]> {
  const kept: Side = { client: live, schema: context };
  const rebuilt: Side = { client: owner, schema: rebuildSchemaOf(context) };
  const compared: ComparedTable[] = [];
  for (const table of tables) compared.push(await compareTable(table, kept, rebuilt));
  return compared;
}

/** A partition that the consumer has never owned has seen nothing. */
async function endsOf(live: pg.Client, context: string, consumer: string): Promise<Ends> {
  const { rows } = await live.query<{ partition: number; next_position: string }>(
    `select partition, next_position from ${qualified(context, 'consumer_offsets')}
     where consumer = $1 order by partition`,
    [consumer],
  );
  return new Map(rows.map((row) => [row.partition, Number(row.next_position)]));
}

/**
 * Policies hold for an owner who is no superuser, too: it is given every tenant that has facts.
 * (A planted row of a tenant without any is seen by a superuser only.)
 */
async function seeTenants(clients: readonly pg.Client[], source: string): Promise<void> {
  const [client] = clients;
  if (client === undefined || (await passesPolicies(client))) return;
  await client.query(`begin; set local role ${`serai_${source}_relay`}`);
  const { rows } = await client.query<{ tenants: string }>(
    `select coalesce(array_agg(distinct tenant_id), '{}')::text as tenants from ${qualified(source, 'events')}`,
  );
  await client.query('commit');
  for (const each of clients)
    await each.query(`select set_config('app.tenants', $1, false)`, [rows[0]?.tenants ?? '{}']);
}
