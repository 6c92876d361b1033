/**
 * `make images`: one image per function in `dist/images`, an OCI image layout, built without a container
 * engine, and a table of what each weighs as it is pulled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { bundle, functionFiles } from '../build.ts';
import { product } from '../generate-manifests.ts';
import { type ProgramBundle, programBundles, programs } from '../programs/programs.ts';
import { nodeBase } from './base.ts';
import { buildImages, packing } from './build.ts';
import { eachOf } from './each-of.ts';
import { builtFrom } from './layout.ts';
import { tooLarge, type Weighed, weights } from './sizes.ts';
import { digestOf, sourceOf } from './source.ts';
import { told } from './told.ts';

/** The bundler has threads of its own, and a hundred megabytes for each. */
const bundledAtOnce = 4;
const root = join(import.meta.dirname, '../..');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      to: { type: 'string', default: join(root, 'dist/images') },
      only: { type: 'string', multiple: true },
      cold: { type: 'boolean', default: false },
      registry: { type: 'string' },
    },
  });
  const startedMs = performance.now();
  const bundles = await mkdtemp(join(tmpdir(), 'serai-images-'));
  try {
    const images = await build(values, bundles);
    process.stdout.write(weights(images));
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    process.stdout.write(`${images.length} images in ${values.to}, ${seconds} s\n`);
    for (const fault of tooLarge(images)) process.stderr.write(`${fault}\n`);
    return tooLarge(images).length === 0 ? 0 : 1;
  } finally {
    await rm(bundles, { recursive: true, force: true });
  }
}

interface Chosen {
  readonly to: string;
  readonly only?: readonly string[];
  readonly cold: boolean;
  readonly registry?: string;
}

async function build(chosen: Chosen, bundles: string): Promise<readonly Weighed[]> {
  const { to, only, cold, registry } = chosen;
  const source = sourceOf(root, process.env);
  const sourceUrl = process.env['SOURCE_URL'];
  const note = (line: string) => void process.stderr.write(`${line}\n`);
  const inputs = digestOf(root, [only, cold, registry, source, sourceUrl, packing]);
  const built = inputs === undefined ? undefined : await builtFrom(to, inputs);
  if (built !== undefined) {
    note('nothing changed');
    return built;
  }
  const isWanted = ({ name }: { readonly name: string }) => only?.includes(name) ?? true;
  const all = await allBundles();
  refuseUnknown(all, only ?? []);
  const wanted = all.filter(({ of }) => isWanted(of));
  note(`bundling ${wanted.length} functions and programs`);
  await eachOf(wanted, bundledAtOnce, (each) => bundle({ ...each, directory: bundles }));
  const imaged = [...(await declarationsIn(root)), ...programs];
  return buildImages({
    ...{ product, bundles, to, cold, registry, inputs, source, sourceUrl, note },
    base: await nodeBase(),
    declarations: imaged.filter(isWanted).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  });
}

async function allBundles(): Promise<readonly ProgramBundle[]> {
  const entry = join(root, 'scripts/serve.ts');
  const functions = (await functionFiles(root)).map((of) => ({ of, entry }));
  return [...functions, ...(await programBundles(root))];
}

function refuseUnknown(all: readonly ProgramBundle[], only: readonly string[]): void {
  const unknown = only.find((name) => !all.some(({ of }) => of.name === name));
  if (unknown !== undefined) throw new SetupProblem(`There is no function ${unknown}.`);
}

process.exitCode = await told(main);
