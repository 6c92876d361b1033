/**
 * Writes the bases in `set-up/`, `knative/`, `keda/`, `eventing/` and `security/` from the declarations; with `--check` it
 * only tells whether that is needed. What no declaration asks for any more is removed.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { brokers } from '#schema/brokers.ts';
import { topics } from '#schema/product.ts';
import type { Product } from '#shared/manifests/product.ts';
import { manifestFiles } from '#shared/manifests/render.ts';
import { yamlOf } from '#shared/manifests/yaml.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import packageJson from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const bases =
  '{set-up/base,security/base,security/external-secrets,knative/base,keda/base,keda/without-knative,eventing/base}/**/*.yaml';

export const product: Product = {
  name: 'serai',
  domain: 'serai.dev',
  version: packageJson.version,
  namespace: 'serai',
  topics,
  brokers,
};

export async function generatedManifests(): Promise<ReadonlyMap<string, string>> {
  const declarations = await declarationsIn(root);
  const sources = { topics: 'schema/product.ts', brokers: 'schema/brokers.ts' };
  const files = manifestFiles(declarations, product, sources);
  return new Map(files.map((file) => [file.path, yamlOf(file)]));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    // Not there yet.
    return undefined;
  }
}

async function main(): Promise<number> {
  const wanted = await generatedManifests();
  const there = globSync(bases, { cwd: root }).map((path) => path.replaceAll(sep, '/'));
  const stale = there.filter((path) => !wanted.has(path));
  const behind = [...wanted].filter(([path, text]) => textOf(path) !== text);
  if (process.argv.includes('--check')) {
    const names = [...behind.map(([path]) => path), ...stale];
    for (const name of names) {
      process.stderr.write(`${name} is behind its source: run make generate\n`);
    }
    return names.length === 0 ? 0 : 1;
  }
  for (const path of stale) rmSync(join(root, path));
  for (const [path, text] of behind) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return 0;
}

if (import.meta.main) process.exitCode = await main();
