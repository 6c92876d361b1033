/** Plants bugs into a copy of the sources and lets the simulation run there until it fails. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { campaign } from './campaign.ts';
import type { Plant } from './plants.ts';
import type { SimulationServer } from './server.ts';

export interface Caught {
  /** Of the first seed that failed. */
  readonly seed: number;
  readonly problems: readonly string[];
}

const root = resolve(import.meta.dirname, '../..');
const copied = ['functions', 'schema', 'shared', 'scripts', 'package.json'];

/** Undefined when it went unseen through all the seeds. */
export async function caught(
  plant: Plant,
  seeds: number,
  server: SimulationServer,
): Promise<Caught | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-planted-'));
  try {
    await Promise.all(
      copied.map((name) => cp(join(root, name), join(directory, name), { recursive: true })),
    );
    await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
    await put(plant, directory);
    const { lines, broken } = await campaign({
      server,
      seeds: Array.from({ length: seeds }, (_, at) => at + 1),
      workers: 2,
      root: directory,
      shortest: false,
      seen: ({ problems }) => problems.length > 0,
    });
    if (broken.length > 0) throw new Error(`the copy does not run: ${broken.join('\n')}`);
    return lines.find(({ problems }) => problems.length > 0);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** A plant that does not fit its file any more is a fault of its own. */
async function put({ name, edits }: Plant, directory: string): Promise<void> {
  for (const { file, find, replace } of edits) {
    const path = join(directory, file);
    const text = await readFile(path, 'utf8');
    const places = text.split(find).length - 1;
    if (places !== 1) throw new Error(`"${name}" fits ${places} places of ${file}`);
    await writeFile(
      path,
      text.replace(find, () => replace),
    );
  }
}
