/** Single statements of the log, each a transaction of its own, on direct connections with a limit on every wait. */
import pg from 'pg';
import { CommitUnknown, DatabaseUnavailable } from '#shared/database/database.ts';
import { bindInOnePiece } from '#shared/database/postgres-bind.ts';
import { databaseError } from '#shared/database/postgres-errors.ts';
import { statementOf } from '#shared/database/postgres-statements.ts';
import { columnTypes } from '#shared/database/postgres-types.ts';
import { sessionSettings, withOptions } from '#shared/database/postgres-url.ts';
import { copyRows } from './postgres-copy.ts';

export interface LogSession {
  /**
   * Rejects with `DatabaseRefused` (nothing written, and repeating it changes nothing),
   * `DatabaseUnavailable` (nothing written) or `CommitUnknown` (it was sent, and no answer came).
   */
  run<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]>;
  /** The rows of a binary COPY; rejects as `run`. Its text is planned each time. */
  copy(text: string): Promise<Buffer[][]>;
  close(): Promise<void>;
}

export interface LogSessionOptions {
  /** A direct address: prepared statements and session settings do not pass a transaction pooler. */
  readonly url: string;
  readonly role: string;
  readonly connectionsMax: number;
  readonly applicationName: string;
  readonly statementTimeoutMs: number;
}

/** A server that is there answers in milliseconds; past this the caller is told to try again. */
const acquireTimeoutMs = 3_000;
/** The server has said nothing though its own time-out is over: the connection is dead. */
const silenceGraceMs = 2_000;
/** Longer than the period of heartbeats, so that these do not make a connection each time. */
const idleTimeoutMs = 60_000;

export function logSession(options: LogSessionOptions): LogSession {
  const { url, role, connectionsMax, applicationName, statementTimeoutMs } = options;
  const pool = new pg.Pool({
    connectionString: withOptions(
      url,
      sessionSettings(url, {
        role,
        statementTimeoutMs,
        idleInTransactionTimeoutMs: statementTimeoutMs,
      }),
    ),
    application_name: applicationName,
    max: connectionsMax,
    connectionTimeoutMillis: acquireTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    query_timeout: statementTimeoutMs + silenceGraceMs,
    keepAlive: true,
    types: columnTypes,
  });
  bindInOnePiece(pool);
  const lost = new WeakSet<pg.PoolClient>();
  pool.on('connect', (client) => {
    client.on('error', () => lost.add(client));
    client.on('end', () => lost.add(client));
  });
  // The pool drops an idle connection that breaks; the next caller gets another one.
  pool.on('error', (_error, client) => lost.add(client));

  async function acquire(): Promise<pg.PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      throw databaseError(error);
    }
  }

  async function send<T>(statement: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await acquire();
    if (lost.has(client)) {
      client.release(true);
      throw new DatabaseUnavailable('the connection was lost before the statement was sent');
    }
    try {
      const answer = await statement(client);
      client.release();
      return answer;
    } catch (error) {
      client.release(true);
      const answered = error instanceof pg.DatabaseError && error.severity === 'ERROR';
      throw answered
        ? databaseError(error)
        : new CommitUnknown('no answer to a statement of the log', { cause: error });
    }
  }

  return {
    async run<Row extends object>(text: string, values: readonly unknown[]) {
      const statement = statementOf(text, values, true);
      return (await send((client) => client.query<Row>(statement))).rows;
    },
    copy: (text) => send((client) => copyRows(client, text)),
    close: () => pool.end(),
  };
}
