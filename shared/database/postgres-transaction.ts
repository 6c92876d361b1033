/** One transaction on one connection: it ends as committed, as nothing written, or as unknown, and says which. */
import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { DatabaseUnavailable, type Sql } from './database.ts';
import { commitError, databaseError, endsConnection } from './postgres-errors.ts';
import { statementOf } from './postgres-statements.ts';

export interface Transaction {
  readonly client: pg.PoolClient;
  /** Whether the connection was lost while nobody was asking it anything. */
  readonly lost: () => boolean;
  readonly begin: string;
  readonly readOnly: boolean;
  readonly prepare: boolean;
  /** Past it a server that says nothing is taken for dead. */
  readonly answerTimeoutMs: number;
}

export async function transact<T>(
  { client, lost, begin, readOnly, prepare, answerTimeoutMs }: Transaction,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const bounded = { query_timeout: answerTimeoutMs };
  let open = true;
  let failure: { readonly error: unknown } | undefined;

  async function send(config: pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await ask(client, config);
    } catch (error) {
      failure ??= { error };
      throw databaseError(error);
    }
  }

  function statement(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    assert(open, 'a statement after the end of its transaction');
    return send({ ...statementOf(text, values, prepare), ...bounded });
  }

  /** Gives the connection back, unless what failed has left it unfit for the next user. */
  function release(): void {
    client.release(failure !== undefined && endsConnection(failure.error));
  }

  async function rollBack(): Promise<void> {
    await send({ text: 'rollback', ...bounded }).then(release, release);
  }

  async function commit(): Promise<void> {
    if (lost()) {
      client.release(true);
      throw new DatabaseUnavailable('the connection was lost before COMMIT');
    }
    let command: string;
    try {
      ({ command } = await ask(client, { text: 'commit', ...bounded }));
    } catch (error) {
      client.release(true);
      throw commitError(error);
    }
    release();
    if (command !== 'COMMIT') {
      throw failure === undefined
        ? new DatabaseUnavailable(`COMMIT answered ${command}`)
        : databaseError(failure.error);
    }
  }

  // BEGIN travels with the first statement, whose time-out covers both; a failure of BEGIN is the
  // first to be noted.
  inOnePacket(client);
  const begun = send(prepare ? { text: begin } : { text: begin, ...bounded }).then(
    nothing,
    nothing,
  );
  let result: T;
  try {
    if (!prepare) {
      await begun;
    }
    result = await work({
      rows: async (text, values) => (await statement(text, values)).rows,
      count: async (text, values) => (await statement(text, values)).rowCount ?? 0,
    });
  } catch (error) {
    open = false;
    await rollBack();
    throw error;
  }
  open = false;
  if (failure !== undefined) {
    // Whoever overlooked a failed statement must not hear that all went well.
    await rollBack();
    throw databaseError(failure.error);
  }
  if (readOnly) {
    // Nothing hangs on the end of a read: the connection's next user queues behind it.
    inOnePacket(client);
    ask(client, { text: 'commit' }).then(nothing, nothing);
    release();
    return result;
  }
  await commit();
  return result;
}

/** With a callback, because `pg` makes two promises and a stack trace where one promise will do. */
function ask(client: pg.PoolClient, config: pg.QueryConfig): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    client.query(config, (error: Error | null, result) => {
      if (error) {
        reject(error);
      } else {
        resolve(result);
      }
    });
  });
}

/** What is sent in this turn of the event loop goes out together: a packet costs more than a statement. */
function inOnePacket({ connection }: pg.PoolClient): void {
  // Neon's carrier is no stream of Node's, and gathers what is written by itself.
  if (!('cork' in connection.stream)) return;
  connection.stream.cork();
  process.nextTick(uncork, connection.stream);
}

function uncork(stream: Duplex): void {
  stream.uncork();
}

function nothing(): void {}
