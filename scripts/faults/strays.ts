/** Rows of properties, by the database that has them: none may be in another one than its property's. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { ConsumerDeclaration } from '#shared/function/declare.ts';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';

/** Written apart from the product's own arithmetic: the last 12 of a property's first 32 bits, cut into ranges. */
export function shardOfProperty(propertyId: string, shards: number): number {
  return Math.floor((Number.parseInt(propertyId.slice(5, 8), 16) * shards) / 4096);
}

/** Every table that a property's writer and its projections fill. */
const tablesOfProperties = `
  select table_schema || '.' || table_name as name
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
  where column_name = 'property_id' and table_type = 'BASE TABLE'
    and table_schema in ('reservations', 'analytics')
  order by 1`;

export interface Held {
  /** One sentence for each table and property that does not belong here. */
  readonly strays: readonly string[];
  /** Properties with rows of their own. */
  readonly properties: number;
  readonly reservations: number;
}

export async function held(owner: pg.Client, shard: number, shards: number): Promise<Held> {
  const tables = (await owner.query<{ name: string }>(tablesOfProperties)).rows;
  const columns = [
    ...tables.map(({ name }) => ({ name, column: 'property_id' })),
    { name: 'reservations.events', column: 'partition_key' },
  ];
  const strays: string[] = [];
  for (const { name, column } of columns) {
    const { rows } = await owner.query<{ id: string }>(
      `select distinct ${column}::text as id from ${name}`,
    );
    for (const { id } of rows)
      if (shardOfProperty(id, shards) !== shard)
        strays.push(`${name} of shard ${shard} has rows of ${id}, which is another shard's`);
  }
  const counted = await owner.query<{ properties: number; reservations: number }>(
    `select (select count(*)::integer from reservations.properties) as properties,
            (select count(*)::integer from reservations.reservations) as reservations`,
  );
  const { properties, reservations } = counted.rows[0] ?? { properties: 0, reservations: 0 };
  return { strays, properties, reservations };
}

/** What a small machine needs for the last facts. */
const waitMsMax = 60_000;
const pollMs = 50;

const behind = (context: string): string => `
  select coalesce(sum(outbox.next_position - coalesce(seen.next_position, 0)), 0)::integer as facts
  from reservations.outbox
  left join ${context}.consumer_offsets as seen
    on seen.partition = outbox.partition and consumer = $1`;

/** Waits until these projections have seen every fact; one sentence for each table that is not what they say. */
export async function rebuiltOf(
  owner: pg.Client,
  databaseUrl: string,
  projections: readonly ConsumerDeclaration[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const declaration of projections) {
    const { name, context } = declaration;
    const deadlineMs = performance.now() + waitMsMax;
    let left = Number.POSITIVE_INFINITY;
    while (left > 0 && performance.now() < deadlineMs) {
      left = (await owner.query<{ facts: number }>(behind(context), [name])).rows[0]?.facts ?? 0;
      if (left > 0) await delay(pollMs);
    }
    if (left > 0) faults.push(`${name} is ${left} facts behind`);
    const rebuilt = await rebuildProjection({ databaseUrl, declaration, source: 'reservations' });
    for (const table of rebuilt.tables)
      if (!table.equal) faults.push(`the projection ${table.name} is not what the facts say`);
  }
  return faults;
}
