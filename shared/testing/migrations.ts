/** Directories of migrations for tests about migrating itself. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MigrationDirectory {
  readonly directory: string;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function migrationDirectory(
  files: Readonly<Record<string, string>>,
): Promise<MigrationDirectory> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-migrations-'));
  const write = (name: string, text: string) => writeFile(join(directory, name), text);
  for (const [name, text] of Object.entries(files)) {
    await write(name, text);
  }
  return {
    directory,
    write,
    remove: (name) => rm(join(directory, name)),
    close: () => rm(directory, { recursive: true }),
  };
}
