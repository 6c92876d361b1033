/** One transaction on one connection: it ends as committed, as nothing written, or as unknown, and says which. */
import assert from 'node:assert/strict';
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
}

export async function transact<T>(
  { client, lost, begin, readOnly, prepare }: Transaction,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  let open = true;
  let failure: { readonly error: unknown } | undefined;

  async function send(config: pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await client.query(config);
    } catch (error) {
      failure ??= { error };
      throw databaseError(error);
    }
  }

  function statement(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    assert(open, 'a statement after the end of its transaction');
    return send(statementOf(text, values, prepare));
  }

  /** Gives the connection back, unless what failed has left it unfit for the next user. */
  function release(): void {
    client.release(failure !== undefined && endsConnection(failure.error));
  }

  async function rollBack(): Promise<void> {
    await send({ text: 'rollback' }).then(release, release);
  }

  async function commit(): Promise<void> {
    if (lost()) {
      client.release(true);
      throw new DatabaseUnavailable('the connection was lost before COMMIT');
    }
    let command: string;
    try {
      ({ command } = await client.query({ text: 'commit' }));
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

  // BEGIN travels with the first statement: a failure of BEGIN is the first to be noted.
  const begun = send({ text: begin }).then(nothing, nothing);
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
  if (readOnly && failure === undefined) {
    // Nothing hangs on the end of a read: the connection's next user queues behind it.
    client.query({ text: 'commit' }).then(nothing, nothing);
    release();
    return result;
  }
  await commit();
  return result;
}

function nothing(): void {}
