/** A migrated PostgreSQL database of its own for each test file, made in tens of milliseconds. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { Database } from '../database/database.ts';
import { type PostgresOptions, postgresDatabase } from '../database/postgres.ts';
import { withDatabase } from '../database/postgres-url.ts';
import type { TestServer } from './database-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

export interface TestDatabase {
  /** Of the owner, a superuser: for what a test prepares and looks at behind the code's back. */
  readonly url: string;
  /** Speaks as a role, `serai_<schema>`; closed together with the test database. */
  database(role: string, options?: Omit<PostgresOptions, 'url' | 'role'>): Database;
  close(): Promise<void>;
}

/** Test files run side by side, and the test server has 200 connections. */
const poolMax = 5;

/** The server all test files share. */
export function testServer(): { readonly url: string; readonly template: string } {
  const server = inject('testServer');
  if ('problem' in server) {
    throw new Error(server.problem);
  }
  return server;
}

/** With all migrations applied; `empty: true` gives one without any. */
export async function testDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = options.empty === true ? 'template0' : server.template;
  await onServer(server.url, `create database ${name} template ${template} strategy file_copy`);
  const url = withDatabase(server.url, name);
  const opened: Database[] = [];
  return {
    url,
    database(role, rest = {}) {
      const database = postgresDatabase({ poolMax, ...rest, url, role });
      opened.push(database);
      return database;
    },
    async close() {
      await Promise.all(opened.map((database) => database.close()));
      await onServer(server.url, `drop database ${name} with (force)`);
    },
  };
}

/** `create database` refuses to run inside a transaction, so it is not the port's. */
async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
