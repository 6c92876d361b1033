/** Whether every Secret that pods will read is there with its keys. Values are never looked at. */
import { at, type Found, isJson, itemsAt, membersAt } from '#shared/manifests/object.ts';
import { containersOf, podOf } from '#shared/manifests/rules/fault.ts';
import type { Finding } from '../serai/finding.ts';
import type { ClusterSetup } from './cluster-setup.ts';
import { sentenceOf } from './kubectl.ts';

export async function secretFindings({
  kubectl,
  namespace,
  objects,
}: Pick<ClusterSetup, 'kubectl' | 'namespace' | 'objects'>): Promise<readonly Finding[]> {
  const wanted = secretsOf(objects);
  const name = 'secrets';
  const ran = await kubectl.run(['get', 'secrets', '-n', namespace, '-o', 'json']);
  if (!ran.ok) return [{ name, ok: false, found: sentenceOf(ran.err).replace(/\.$/, '') }];
  const there = new Map(
    itemsAt(JSON.parse(ran.out), 'items').map((each) => [
      String(at(each, 'metadata', 'name')),
      new Set(Object.keys(membersAt(each, 'data'))),
    ]),
  );
  const faults = [...wanted].flatMap(([secret, keys]) => {
    const has = there.get(secret);
    if (has === undefined) return [`there is no Secret ${secret} (${[...keys].join(', ')})`];
    const lacking = [...keys].filter((key) => !has.has(key));
    return lacking.length === 0 ? [] : [`Secret ${secret} has no ${lacking.join(', ')}`];
  });
  if (faults.length > 0) return faults.map((found) => ({ name, ok: false, found }));
  return [{ name, ok: true, found: `${wanted.size} Secrets are there` }];
}

/** By Secret, the keys that no pod starts without. */
export function secretsOf(objects: readonly Found[]): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const reference of objects.flatMap(referencesIn)) {
    const { name, key, optional } = membersAt(reference);
    if (typeof name !== 'string' || typeof key !== 'string' || optional === true) continue;
    wanted.set(name, (wanted.get(name) ?? new Set()).add(key));
  }
  return wanted;
}

function referencesIn(object: Found): readonly unknown[] {
  const pod = podOf(object);
  if (pod === undefined) return [];
  return containersOf(pod)
    .flatMap((container) => itemsAt(container, 'env'))
    .map((each) => at(each, 'valueFrom', 'secretKeyRef'))
    .filter(isJson);
}
