/** The migrations of a directory, in number order, each with the hash that proves it unedited. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupProblem } from './setup-problem.ts';

export interface MigrationFile {
  /** `NNNN-<schema>-<what>.sql` */
  readonly name: string;
  readonly schema: string;
  readonly sha256: string;
  readonly text: string;
}

const fileName = /^\d{4}-([a-z][a-z0-9_]{0,40})-[a-z0-9][a-z0-9-]*\.sql$/;

export async function migrationFiles(directory: string): Promise<readonly MigrationFile[]> {
  const found = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(found.map((name) => readMigration(directory, name)));
  for (const [index, { name }] of files.entries()) {
    const before = files[index - 1]?.name;
    if (before !== undefined && before.slice(0, 4) === name.slice(0, 4)) {
      throw new SetupProblem(`Migrations ${before} and ${name} have the same number.`);
    }
  }
  return files;
}

async function readMigration(directory: string, name: string): Promise<MigrationFile> {
  const schema = fileName.exec(name)?.[1];
  if (schema === undefined) {
    throw new SetupProblem(`Migration ${name} is not named NNNN-<schema>-<what>.sql.`);
  }
  const text = await readFile(join(directory, name), 'utf8');
  return { name, schema, text, sha256: createHash('sha256').update(text).digest('hex') };
}
