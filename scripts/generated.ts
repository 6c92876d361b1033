/** Writes what a generator made; with `--check` it writes nothing and fails where a file is behind. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Paths from the root of the checkout → texts. */
export async function keepGenerated(
  wanted: Readonly<Record<string, string>>,
  generator: string,
): Promise<void> {
  for (const [path, text] of Object.entries(wanted)) {
    const file = join(root, path);
    if (!process.argv.includes('--check')) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    } else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
      process.stderr.write(`${path} is behind its source: run npx node ${generator}\n`);
      process.exitCode = 1;
    }
  }
}
