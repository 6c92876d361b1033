/** vitest's global set-up: one throw-away PostgreSQL for the whole run, with one migrated template. */
import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
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
/** Linux keeps files here in memory: a database is made in 10 ms instead of 250 on a disk. */
const inMemory = '/dev/shm';
/** Some hundred databases of 8 MB; a container's usual 64 MB would not hold them. */
const inMemoryBytesMin = 2 * 1024 ** 3;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await embeddedPostgres({
    directory: join(await roomyDirectory(), `serai-test-${randomUUID()}`),
    ephemeral: true,
  });
  project.provide('testServer', await prepared(server.url));
  return () => server.stop();
}

async function roomyDirectory(): Promise<string> {
  const space = await statfs(inMemory).catch(() => undefined);
  return space !== undefined && space.bavail * space.bsize >= inMemoryBytesMin
    ? inMemory
    : tmpdir();
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
