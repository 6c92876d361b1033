/** Writes `schema/tables.generated.ts` from the migrations; with `--check` it only tells whether that is needed. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedPostgres } from '#shared/database/embedded.ts';
import { migrate } from '#shared/database/migrate.ts';
import { tableTypes } from '#shared/database/table-types.ts';

const generated = fileURLToPath(new URL('../schema/tables.generated.ts', import.meta.url));
const server = await embeddedPostgres({
  directory: join(tmpdir(), `serai-tables-${randomUUID()}`),
  ephemeral: true,
});
try {
  await migrate({ url: server.url });
  const wanted = await tableTypes(server.url);
  const found = await readFile(generated, 'utf8').catch(() => '');
  if (!process.argv.includes('--check')) {
    await writeFile(generated, wanted);
  } else if (found !== wanted) {
    process.stderr.write(
      'schema/tables.generated.ts is behind schema/migrations: run npx node scripts/generate-tables.ts\n',
    );
    process.exitCode = 1;
  }
} finally {
  await server.stop();
}
