/** Whether the namespace is free, ours, or somebody else's; and whether a name in it is taken. */
import { at, type Found, membersAt } from '#shared/manifests/object.ts';
import type { Finding } from '../serai/finding.ts';
import { Sorry } from '../serai/sorry.ts';
import type { ClusterSetup } from './cluster-setup.ts';
import { objectsOf, sentenceOf } from './kubectl.ts';
import { keyOf, resourceOf } from './resources.ts';

export const ownerLabel = 'app.kubernetes.io/part-of';
export const owner = 'serai';

export async function namespaceFinding(setup: ClusterSetup): Promise<Finding> {
  const { kubectl, namespace } = setup;
  const name = 'namespace';
  const ran = await kubectl.run([
    ...['get', 'namespace', namespace, '--ignore-not-found', '-o', 'json'],
  ]);
  if (!ran.ok) return { name, ok: false, found: sentenceOf(ran.err).replace(/\.$/, '') };
  if (ran.out.trim() === '') return { name, ok: true, found: `${namespace} will be made` };
  const found: unknown = JSON.parse(ran.out);
  if (at(found, 'status', 'phase') === 'Terminating')
    return { name, ok: false, found: `${namespace} is being removed; wait until it is gone` };
  const whose = membersAt(found, 'metadata', 'labels')[ownerLabel];
  if (whose !== undefined && whose !== owner)
    return { name, ok: false, found: `${namespace} is part of ${String(whose)}; choose another` };
  return takenFinding(setup);
}

/** An object of one of our names that is not labelled as ours was made by somebody else. */
async function takenFinding(setup: ClusterSetup): Promise<Finding> {
  const name = 'namespace';
  const taken = (await standing(setup)).filter((each) => !isOurs(each));
  const [first, ...more] = taken;
  if (first === undefined) return { name, ok: true, found: `${setup.namespace} is there` };
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return {
    name,
    ok: false,
    found: `${first.kind} ${first.name}${others} of ${setup.namespace} belong to somebody else: choose another namespace`,
  };
}

export function isOurs({ whole }: Found): boolean {
  return membersAt(whole, 'metadata', 'labels')[ownerLabel] === owner;
}

/** Those of the setup's objects that are there now, one question a kind; of a kind that is not known there is none. */
export async function standing({
  kubectl,
  namespace,
  objects,
}: Pick<ClusterSetup, 'kubectl' | 'namespace' | 'objects'>): Promise<readonly Found[]> {
  const wanted = new Set(objects.map(keyOf));
  const kinds = [...new Set(objects.map(resourceOf))];
  const all = await Promise.all(
    kinds.map(async (kind) => {
      const ran = await kubectl.run(['get', kind, '-n', namespace, '-o', 'json']);
      if (ran.ok) return objectsOf(ran.out);
      if (ran.err.includes("doesn't have a resource type")) return [];
      throw new Sorry(sentenceOf(ran.err));
    }),
  );
  return all.flat().filter((each) => wanted.has(keyOf(each)));
}
