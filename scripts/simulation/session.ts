/**
 * One session with the database, one transaction at a time. A round trip costs more than a statement,
 * so nothing waits for an answer that is known: COMMIT travels with whatever comes next.
 */
import pg from 'pg';
import { columnTypes } from '#shared/database/postgres-types.ts';

export interface Session {
  /** Begins a transaction with these statements; they travel with the first one of `send`. */
  begin(statements: readonly string[]): Promise<void>;
  send(query: pg.QueryConfig): Promise<pg.QueryResult>;
  /**
   * Ends one whose statements all went well, so nothing is left that COMMIT could refuse: no
   * constraint waits for it. Should one do so, the whole process ends.
   */
  commit(): void;
  rollback(): Promise<void>;
  /** Outside of transactions, as the database's owner. */
  ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig | string): Promise<pg.QueryResult<Row>>;
  close(): Promise<void>;
}

export async function openSession(url: string): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'serai simulation',
    types: columnTypes,
    // What is sent together travels together.
    pipeline: true,
    options: '-c plan_cache_mode=force_generic_plan -c client_min_messages=warning',
  });
  await client.connect();
  const { stream } = client.connection;
  /** A transaction is over, and the server does not know it yet. */
  let ended = false;

  /** Until the code that runs now awaits something, as a packet costs more than a statement. */
  function gather(): void {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  /** No code of the house hears of a failure here and makes something of it: the fault is ours. */
  async function surely(text: string, command: string): Promise<void> {
    const answers = await client.query(text).catch((error: unknown) => fatal(error));
    // Several statements have several answers, which the types do not know.
    const [first] = [answers].flat();
    if (first?.command !== command) fatal(new Error(`"${text}" answered ${first?.command}`));
  }

  return {
    async begin(statements) {
      gather();
      const begun = statements.join(';');
      if (!ended) return surely(begun, 'BEGIN');
      ended = false;
      await surely(`commit;${begun}`, 'COMMIT');
    },
    send: (query) => client.query(query),
    commit() {
      ended = true;
    },
    rollback: () => surely('rollback', 'ROLLBACK'),
    async ask(query) {
      if (!ended) return client.query(query);
      ended = false;
      gather();
      const [, answer] = await Promise.all([surely('commit', 'COMMIT'), client.query(query)]);
      return answer;
    },
    async close() {
      if (ended) await surely('commit', 'COMMIT');
      await client.end();
    },
  };
}

function fatal(error: unknown): never {
  process.nextTick(() => {
    throw error;
  });
  throw error;
}
