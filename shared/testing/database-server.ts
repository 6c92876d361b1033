/** vitest's global set-up: one throw-away PostgreSQL for the whole run, with one migrated template. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { embeddedPostgres } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';
import { withDatabase } from '../database/postgres-url.ts';

/** A migration that fails is the problem of the tests that need a database, not of all. */
export type TestServer =
  | { readonly url: string; readonly template: string }
  | { readonly problem: string };

const template = 'migrated';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await embeddedPostgres({
    directory: join(tmpdir(), `serai-test-${randomUUID()}`),
    ephemeral: true,
  });
  project.provide('testServer', await prepared(server.url));
  return () => server.stop();
}

async function prepared(url: string): Promise<TestServer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${template}`);
    await migrate({ url: withDatabase(url, template) });
    return { url, template };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    await client.end();
  }
}
