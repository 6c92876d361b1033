/** The migrations of a directory, in number order, each with the hash that proves it unedited. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { files as ownTexts } from './own-migrations.files.ts';
import { SetupProblem } from './setup-problem.ts';

export interface MigrationFile {
  /** `NNNN-<schema>-<what>.sql` */
  readonly name: string;
  readonly schema: string;
  readonly sha256: string;
  readonly text: string;
}

const fileName = /^\d{4}-([a-z][a-z0-9_]{0,40})-[a-z0-9][a-z0-9-]*\.sql$/;

/** Of the product itself, when no directory is given. */
export async function migrationFiles(directory?: string): Promise<readonly MigrationFile[]> {
  const texts = directory === undefined ? ownTexts() : await textsIn(directory);
  const files = Object.entries(texts)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, text]) => migrationOf(name, text));
  for (const [index, { name }] of files.entries()) {
    const before = files[index - 1]?.name;
    if (before !== undefined && before.slice(0, 4) === name.slice(0, 4)) {
      throw new SetupProblem(`Migrations ${before} and ${name} have the same number.`);
    }
  }
  return files;
}

async function textsIn(directory: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql'));
  const texts = names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}

function migrationOf(name: string, text: string): MigrationFile {
  const schema = fileName.exec(name)?.[1];
  if (schema === undefined) {
    throw new SetupProblem(`Migration ${name} is not named NNNN-<schema>-<what>.sql.`);
  }
  return { name, schema, text, sha256: createHash('sha256').update(text).digest('hex') };
}
