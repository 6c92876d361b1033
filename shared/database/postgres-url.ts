/** What a connection is told at its start, so that no statement has to say it again. */
import assert from 'node:assert/strict';

/** Roles go into text that PostgreSQL parses, so only plain names are let through. */
const plainName = /^[a-z_][a-z0-9_]{0,62}$/;

export interface Session {
  /** `undefined` keeps the user of the URL. */
  readonly role?: string | undefined;
  /** Where names without a schema are found; `undefined` keeps the server's default. */
  readonly schema?: string | undefined;
  readonly statementTimeoutMs: number;
  /** `undefined` keeps the server's default, which is to wait as long as a statement may. */
  readonly lockTimeoutMs?: number | undefined;
  readonly idleInTransactionTimeoutMs: number;
}

/**
 * A prepared statement keeps the plan that was right when its table was empty: reading all of it.
 * Our statements find rows by an index, so they are told to, whatever the table's size seems to be.
 */
const planning: readonly [string, string][] = [
  ['enable_seqscan', 'off'],
  ['enable_hashjoin', 'off'],
  ['enable_mergejoin', 'off'],
  ['enable_material', 'off'],
  // One plan for all values: it costs more by PostgreSQL's reckoning, so some were made anew for every call.
  ['plan_cache_mode', 'force_generic_plan'],
];

/** The settings of a session, in the order in which PostgreSQL must see them. */
export function sessionSettings(url: string, session: Session): readonly [string, string][] {
  const { role, schema, statementTimeoutMs, lockTimeoutMs, idleInTransactionTimeoutMs } = session;
  assert(role === undefined || plainName.test(role), `not a plain role name: ${role}`);
  assert(schema === undefined || plainName.test(schema), `not a plain schema name: ${schema}`);
  const settings: [string, string][] = [
    ['DateStyle', 'ISO'],
    ['TimeZone', 'UTC'],
    ...planning,
    ['statement_timeout', String(Math.ceil(statementTimeoutMs))],
    ['idle_in_transaction_session_timeout', String(Math.ceil(idleInTransactionTimeoutMs))],
  ];
  if (lockTimeoutMs !== undefined)
    settings.push(['lock_timeout', String(Math.ceil(lockTimeoutMs))]);
  if (schema !== undefined) settings.push(['search_path', schema]);
  return role === undefined || role === userOf(url) ? settings : [...settings, ['role', role]];
}

/** The URL with the settings as startup options, after those it has. */
export function withOptions(url: string, settings: readonly (readonly [string, string])[]): string {
  const target = new URL(url);
  const options = settings.map(([name, value]) => `-c ${name}=${value}`);
  const given = target.searchParams.get('options');
  target.searchParams.set('options', [...(given ? [given] : []), ...options].join(' '));
  return target.href;
}

export function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const target = new URL(url);
  target.pathname = `/${encodeURIComponent(database)}`;
  return target.href;
}
