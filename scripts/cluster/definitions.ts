/** Gives a cluster the definitions of kinds that it lacks, from a folder of them: nobody looks after such objects. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Found, foundIn, groupOf } from '#shared/manifests/object.ts';
import { documentsIn } from '#shared/manifests/yaml.ts';
import { apply } from './apply.ts';
import type { Kubectl } from './kubectl.ts';

/** Resolves with the names of those that it has got. */
export async function giveDefinitions(
  kubectl: Kubectl,
  folder: string,
  objects: readonly Found[],
): Promise<readonly string[]> {
  const there = new Set(
    (await kubectl.objects(['get', 'customresourcedefinitions'])).map(kindDefined),
  );
  const wanted = new Set(objects.filter((each) => groupOf(each).includes('.')).map(kindOf));
  const lacking = definitionsIn(folder).filter(
    (each) => wanted.has(kindDefined(each)) && !there.has(kindDefined(each)),
  );
  await apply(lacking, { kubectl, force: false });
  for (const { name } of lacking)
    await kubectl.run(['wait', '--for=condition=Established', `crd/${name}`, '--timeout=30s']);
  return lacking.map(({ name }) => name);
}

function definitionsIn(folder: string): readonly Found[] {
  return globSync('**/*.yaml', { cwd: folder })
    .flatMap((path) => documentsIn(readFileSync(join(folder, path), 'utf8')))
    .flatMap((each) => foundIn(each) ?? [])
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
}

function kindOf(object: Found): string {
  return `${groupOf(object)} ${object.kind}`;
}

function kindDefined({ whole }: Found): string {
  return `${String(at(whole, 'spec', 'group'))} ${String(at(whole, 'spec', 'names', 'kind'))}`;
}
