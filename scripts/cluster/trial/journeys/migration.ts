/** A migration as the next version would bring it, run while this version serves. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#shared/database/migrate.ts';
import type { Tried } from '../tried.ts';

const migrations = join(import.meta.dirname, '../../../../schema/migrations');

export async function migrateOn({ trial }: Tried, sql: string): Promise<{ applied: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-migrations-'));
  try {
    await cp(migrations, directory, { recursive: true });
    await writeFile(join(directory, '9999-reservations-trial.sql'), sql);
    return await migrate({ url: trial.ownerUrl, directory });
  } finally {
    await rm(directory, { recursive: true });
  }
}
