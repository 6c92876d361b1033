/** One throw-away PostgreSQL for many simulations, a database of its own for each worker. */
import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedPostgres } from '#shared/database/embedded.ts';
import { migrate } from '#shared/database/migrate.ts';
import { withDatabase } from '#shared/database/postgres-url.ts';
import { prepare } from './prepare.ts';
import { openSession } from './session.ts';

export interface SimulationServer {
  /** A fresh one, migrated and prepared; its address. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** Linux keeps files here in memory; a container's usual 64 MB are too few. */
const inMemory = '/dev/shm';
const inMemoryBytesMin = 512 * 1024 ** 2;

export async function simulationServer(): Promise<SimulationServer> {
  const parent = await roomyDirectory();
  const directory = join(parent, `serai-simulation-${randomUUID()}`);
  // Elsewhere the path may be too long for a socket.
  const socket = parent === inMemory;
  const server = await embeddedPostgres({ directory, ephemeral: true, socket });
  const template = withDatabase(server.url, 'template');
  const owner = new pg.Client({ connectionString: server.url });
  try {
    await owner.connect();
    // Statistics that change on their own would change plans, and with them the order of rows.
    await owner.query('alter system set autovacuum = off');
    await owner.query('select pg_reload_conf()');
    await owner.query('create database template');
    await migrate({ url: template });
    const session = await openSession(template);
    await prepare(session);
    await session.close();
  } catch (error) {
    await owner.end();
    await server.stop();
    throw error;
  }
  let made = 0;
  return {
    async database() {
      made += 1;
      const name = `simulated_${made}`;
      await owner.query(`create database ${name} template template strategy file_copy`);
      const url = withDatabase(server.url, name);
      return socket ? bySocket(url, server.directory) : url;
    },
    async stop() {
      await owner.end();
      await server.stop();
    },
  };
}

/** A packet costs half of what it costs over loopback. */
function bySocket(url: string, directory: string): string {
  const address = new URL(url);
  address.searchParams.set('host', directory);
  return address.href;
}

async function roomyDirectory(): Promise<string> {
  const space = await statfs(inMemory).catch(() => undefined);
  return space !== undefined && space.bavail * space.bsize >= inMemoryBytesMin
    ? inMemory
    : tmpdir();
}
