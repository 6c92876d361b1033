/** The database port on PostgreSQL: one pool, one role, a limit on every wait. */
import type pg from 'pg';
import { type Database, DatabaseUnavailable, type Sql } from './database.ts';
import { type PostgresDriver, tcpDriver } from './postgres-driver.ts';
import { databaseError } from './postgres-errors.ts';
import { tenantSetting } from './postgres-statements.ts';
import { transact } from './postgres-transaction.ts';
import { columnTypes } from './postgres-types.ts';
import { sessionSettings, withOptions } from './postgres-url.ts';

export interface PostgresOptions {
  readonly url: string;
  readonly driver?: PostgresDriver | undefined;
  /** Whose rights the statements have, whoever the URL's user is. */
  readonly role?: string | undefined;
  /** Where names without a schema are found. */
  readonly schema?: string | undefined;
  readonly poolMax?: number | undefined;
  readonly applicationName?: string | undefined;
  /**
   * `false` behind a transaction pooler: statements stay unnamed and nothing is set on the session,
   * because the next transaction may meet another one.
   */
  readonly prepare?: boolean | undefined;
  readonly statementTimeoutMs?: number | undefined;
  readonly lockTimeoutMs?: number | undefined;
  readonly idleInTransactionTimeoutMs?: number | undefined;
  readonly acquireTimeoutMs?: number | undefined;
  readonly waitingMax?: number | undefined;
}

/** A laptop's PostgreSQL has 200 connections for some ten pools. */
const defaultPoolMax = 10;
/** Ours take milliseconds, and no caller of a request waits longer than this. */
const defaultStatementTimeoutMs = 10_000;
/** Below a statement's: who holds a row this long is stuck, and the wait should name it. */
const defaultLockTimeoutMs = 5_000;
/** Nothing awaits the network inside a transaction, so idling in one is a bug that holds locks. */
const defaultIdleInTransactionTimeoutMs = 10_000;
/** Past this a caller is better served by "try again" than by a longer queue. */
const defaultAcquireTimeoutMs = 5_000;
/** A connection is a process of the server's: whoever comes after a pause would wait until a new one has begun. */
const idleTimeoutMs = 60_000;
/** At a millisecond a transaction on ten connections the last of them waits 100 ms; more is overload. */
const defaultWaitingMax = 1_000;
/** The server has said nothing though its own time-out is over: the connection is dead. */
const silenceGraceMs = 5_000;

export function postgresDatabase(options: PostgresOptions): Database {
  const { url, role, schema, prepare = true, waitingMax = defaultWaitingMax } = options;
  const { driver = tcpDriver } = options;
  const statementTimeoutMs = options.statementTimeoutMs ?? defaultStatementTimeoutMs;
  const settings = sessionSettings(url, {
    role,
    schema,
    statementTimeoutMs,
    lockTimeoutMs: options.lockTimeoutMs ?? defaultLockTimeoutMs,
    idleInTransactionTimeoutMs:
      options.idleInTransactionTimeoutMs ?? defaultIdleInTransactionTimeoutMs,
  });
  const config: pg.PoolConfig = {
    // A session only reads unless a transaction says otherwise: BEGIN travels together with the
    // first statement, and should BEGIN alone fail, that statement must not write on its own.
    connectionString: prepare
      ? withOptions(url, [...settings, ['default_transaction_read_only', 'on']])
      : url,
    application_name: options.applicationName ?? role ?? 'serai',
    max: options.poolMax ?? defaultPoolMax,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? defaultAcquireTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    keepAlive: true,
    pipeline: true,
    types: columnTypes,
  };
  const lost = new WeakSet<pg.PoolClient>();
  const ends = new Set<Promise<void>>();
  let opening: Promise<pg.Pool> | undefined;

  async function open(): Promise<pg.Pool> {
    const pool = await driver.pool(config);
    pool.on('connect', (client) => {
      client.on('error', () => lost.add(client));
      const end = new Promise<void>((resolve) => client.once('end', resolve));
      ends.add(end);
      end.then(() => {
        lost.add(client);
        ends.delete(end);
      });
    });
    // The pool drops an idle connection that breaks; the next caller gets another one.
    pool.on('error', (_error, client) => lost.add(client));
    return pool;
  }

  const local = prepare ? '' : settings.map(([n, v]) => `;set local ${n} = '${v}'`).join('');

  async function acquire(): Promise<pg.PoolClient> {
    opening ??= open();
    const pool = await opening;
    if (pool.waitingCount >= waitingMax) {
      throw new DatabaseUnavailable(`${waitingMax} callers wait for a connection already`);
    }
    try {
      return await pool.connect();
    } catch (error) {
      throw databaseError(error);
    }
  }

  async function run<T>(
    mode: 'read only' | 'read write',
    tenants: readonly string[],
    work: (sql: Sql) => Promise<T>,
  ): Promise<T> {
    const begin = `begin ${mode}${local}${tenantSetting(tenants)}`;
    const client = await acquire();
    const readOnly = mode === 'read only';
    const answerTimeoutMs = statementTimeoutMs + silenceGraceMs;
    return transact(
      { client, lost: () => lost.has(client), begin, readOnly, prepare, answerTimeoutMs },
      work,
    );
  }

  return {
    read: (tenants, work) => run('read only', tenants, work),
    write: (tenants, work) => run('read write', tenants, work),
    async close() {
      await (await opening)?.end();
      // The pool resolves when it has said goodbye; the server may still see the connections.
      await Promise.all(ends);
    },
  };
}
