/** A PostgreSQL of a benchmark's own, with the settings of a house in use; nothing of it is left behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, embeddedPostgres } from '#shared/database/embedded.ts';

export async function benchServer(name: string): Promise<EmbeddedPostgres> {
  const directory = await mkdtemp(join(tmpdir(), `serai-bench-${name}-`));
  const server = await embeddedPostgres({ directory });
  return {
    ...server,
    async stop() {
      await server.stop();
      // Where its account could not reach the one, it took the other.
      for (const each of [directory, server.directory])
        await rm(each, { recursive: true, force: true });
    },
  };
}
