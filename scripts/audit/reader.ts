/** Looks into the house's database from outside, and can change nothing there. */
import pg from 'pg';
import { columnTypes } from '#shared/database/postgres-types.ts';
import { Sorry } from '../serai/sorry.ts';

export interface Reader {
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A page at a time, so that a table of any size is read in the same memory. */
  pages<Row extends object>(
    text: string,
    values: readonly unknown[],
  ): AsyncGenerator<readonly Row[]>;
  close(): Promise<void>;
}

/** 2 MB of facts. */
const pageRows = 2_000;
/** An audit reads whole tables. */
const statementTimeoutMs = 120_000;

export async function openReader(url: string): Promise<Reader> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'serai audit',
    statement_timeout: statementTimeoutMs,
    types: columnTypes,
    options: '-c default_transaction_read_only=on',
  });
  // A lost connection fails the statement that waits for it.
  client.on('error', () => undefined);
  await client.connect().catch((cause: unknown) => {
    throw new Sorry('The database of the house cannot be reached for the checks.', 1, cause);
  });
  const { rows } = await client.query<{ all: boolean }>(
    'select rolsuper or rolbypassrls as all from pg_roles where rolname = current_user',
  );
  if (rows[0]?.all !== true) {
    await client.end();
    throw new Sorry('The checks need a database user that may read all tenants (BYPASSRLS).');
  }
  return {
    async rows<Row extends object>(text: string, values: readonly unknown[] = []) {
      return (await client.query<Row>(text, [...values])).rows;
    },
    async *pages<Row extends object>(text: string, values: readonly unknown[]) {
      await client.query('begin');
      try {
        await client.query(`declare page no scroll cursor for ${text}`, [...values]);
        for (;;) {
          const { rows: page } = await client.query<Row>(`fetch ${pageRows} from page`);
          if (page.length === 0) return;
          yield page;
        }
      } finally {
        await client.query('rollback');
      }
    },
    close: () => client.end(),
  };
}
