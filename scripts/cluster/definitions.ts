/** Gives a cluster the definitions of kinds that it lacks, from a folder of them: nobody looks after such objects. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { at, type Found, foundIn, groupOf, itemsAt } from '#shared/manifests/object.ts';
import { documentsIn } from '#shared/manifests/yaml.ts';
import { Sorry } from '../serai/sorry.ts';
import { apply } from './apply.ts';
import type { Kubectl } from './kubectl.ts';
import { resourcesOf } from './resources.ts';

const servedMsMax = 30_000;
const askMs = 250;

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
  await untilServed(kubectl, lacking);
  return lacking.map(({ name }) => name);
}

/** A definition is established some time before its kind is found, and who looks for it in between is told that it is not there. */
async function untilServed(kubectl: Kubectl, definitions: readonly Found[]): Promise<void> {
  const kinds = definitions.flatMap(kindsServed);
  const endMs = performance.now() + servedMsMax;
  while ((await resourcesOf(kubectl, kinds)).length < kinds.length) {
    if (performance.now() > endMs)
      throw new Sorry(`After ${servedMsMax / 1000} s not every definition is served.`);
    await pause(askMs);
  }
}

function kindsServed({ whole }: Found): readonly { apiVersion: string; kind: string }[] {
  const [group, kind] = [at(whole, 'spec', 'group'), at(whole, 'spec', 'names', 'kind')];
  return itemsAt(whole, 'spec', 'versions')
    .filter((version) => at(version, 'served') === true)
    .map((version) => ({
      apiVersion: `${String(group)}/${String(at(version, 'name'))}`,
      kind: String(kind),
    }));
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
