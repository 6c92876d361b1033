/** The embedded PostgreSQL as an engine that is killed and comes back on the same data and port. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedPostgres, embeddedPostgres } from '#shared/database/embedded.ts';
import type { Engine } from './engine.ts';

export interface PostgresEngine extends Omit<Engine, 'pid' | 'kill' | 'freeze' | 'thaw'> {
  /** Of the superuser. */
  readonly url: string;
  /** Of the postmaster. */
  pid(): Promise<number | undefined>;
  /** SIGKILL, or SIGQUIT: the server's own immediate stop. Resolves when it is gone. */
  kill(name?: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
}

export interface PostgresOptions {
  /** Where it keeps everything, instead of a directory of its own; stays when it is closed. */
  readonly directory?: string | undefined;
}

/** Backends notice that their server is gone when they next wait; until then it cannot start. */
const restartMsMax = 30_000;
const pollMs = 25;

export async function postgresEngine(options: PostgresOptions = {}): Promise<PostgresEngine> {
  const home = await mkdtemp(join(tmpdir(), 'serai-postgres-'));
  let server: EmbeddedPostgres | undefined = await embeddedPostgres({
    directory: options.directory ?? join(home, 'postgres'),
  });
  const { url, directory } = server;
  const port = Number(new URL(url).port);

  async function pid(): Promise<number | undefined> {
    const text = await readFile(join(directory, 'data/postmaster.pid'), 'utf8').catch(() => '');
    return text === '' ? undefined : Number(text.split('\n')[0]);
  }

  async function stop(): Promise<void> {
    await server?.stop();
    server = undefined;
  }

  return {
    url,
    directory,
    pid,
    stop,
    async kill(name = 'SIGKILL') {
      const postmaster = await pid();
      if (server !== undefined && postmaster !== undefined) process.kill(postmaster, name);
      await stop();
    },
    async start() {
      const deadlineMs = performance.now() + restartMsMax;
      while (server === undefined) {
        try {
          server = await embeddedPostgres({ directory, port });
        } catch (error) {
          if (performance.now() > deadlineMs) throw error;
          await delay(pollMs);
        }
      }
    },
    async close() {
      await stop();
      await rm(home, { recursive: true, force: true });
    },
    output: () => readFile(join(directory, 'server.log'), 'utf8').catch(() => ''),
  };
}
