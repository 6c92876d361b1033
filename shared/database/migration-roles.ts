/** The rights of a context: its schema, and a role that may use what is in it but owns nothing. */
import assert from 'node:assert/strict';
import pg from 'pg';

/** The role a context's code speaks as. */
export function roleOf(schema: string): string {
  return `serai_${schema}`;
}

/**
 * Repeated before every migration of the schema, because default privileges belong to the user who
 * creates a table, and the next one to migrate may be another user.
 */
export async function prepareContext(
  client: pg.Client,
  schema: string,
  password?: ((role: string) => string | undefined) | undefined,
): Promise<void> {
  const role = roleOf(schema);
  await createRole(client, role);
  const secret = password?.(role);
  if (secret !== undefined) {
    await client.query(`alter role ${role} login password ${pg.escapeLiteral(secret)}`);
  }
  await client.query(`
    create schema if not exists ${schema};
    grant usage on schema ${schema} to ${role};
    alter default privileges in schema ${schema}
      grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema ${schema} grant usage on sequences to ${role};
    alter default privileges in schema ${schema} grant execute on functions to ${role}`);
}

/**
 * A partition asked for by its own name answers without its table's policies, so the role reaches
 * partitions through the table only.
 */
export async function closePartitions(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ partition: string }>(
    `select oid::regclass::text as partition from pg_class
     where relispartition and relkind in ('r', 'p') and relnamespace = $1::regnamespace`,
    [schema],
  );
  for (const { partition } of rows) {
    await client.query(`revoke all on ${partition} from ${roleOf(schema)}`);
  }
}

/** Roles belong to the whole server, so another database's migration may make the same one meanwhile. */
async function createRole(client: pg.Client, role: string): Promise<void> {
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then
      create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
  exception when duplicate_object or unique_violation then null; end $$`);
  const { rows } = await client.query<{ unsafe: boolean; settable: boolean }>(
    `select rolsuper or rolbypassrls or rolcreaterole as unsafe,
       pg_has_role(current_user, oid, 'SET') as settable
     from pg_roles where rolname = $1`,
    [role],
  );
  const [found] = rows;
  assert(found, `role ${role} was just made`);
  assert(!found.unsafe, `role ${role} could pass row-level security`);
  if (!found.settable) {
    // Enough for `role=` at connection; the owner inherits nothing from it.
    await client.query(`grant ${role} to current_user with set true, inherit false`);
  }
}
