/**
 * `make image-files FUNCTION=name TO=folder`: the files of one image, a folder per layer, for a container
 * engine that builds by the Dockerfile.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { bundle, functionFiles, warm } from '../build.ts';
import { product } from '../generate-manifests.ts';
import { nodeBase } from './base.ts';
import { bundleFiles, commonFiles, compiledFiles, wholeOf } from './bundle-files.ts';
import type { LayerFile } from './layer.ts';
import { told } from './told.ts';

const root = join(import.meta.dirname, '../..');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      function: { type: 'string', default: '' },
      to: { type: 'string', default: join(root, 'dist/image-files') },
    },
  });
  const directory = await mkdtemp(join(tmpdir(), 'serai-image-files-'));
  try {
    await write(values.function, values.to, directory);
    return 0;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function write(name: string, to: string, directory: string): Promise<void> {
  const of = (await functionFiles(root)).find((each) => each.name === name);
  if (of === undefined) throw new SetupProblem(`Say which function: FUNCTION=… (not "${name}").`);
  await bundle({ of, entry: join(root, 'scripts/serve.ts'), directory });
  await warm(directory, name);
  const folder = join(directory, name);
  const base = await nodeBase();
  const whole = wholeOf(name, product);
  const layers = {
    base: base.files,
    common: await commonFiles(folder),
    function: await bundleFiles({ folder, whole, baseParts: base.parts }),
    compiled: await compiledFiles(folder),
  };
  await rm(to, { recursive: true, force: true });
  for (const [layer, files] of Object.entries(layers)) {
    for (const file of files) await writeLayerFile(join(to, layer), file);
  }
}

async function writeLayerFile(folder: string, of: LayerFile): Promise<void> {
  const file = join(folder, of.path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, of.content);
  // Whatever this user's mask leaves of it: another user starts it.
  await chmod(file, of.isProgram === true ? 0o755 : 0o644);
}

process.exitCode = await told(main);
