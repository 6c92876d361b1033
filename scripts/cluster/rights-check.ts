/** Whether this user may do what a deployment does: asked of the API server itself, all in one call. */
import { at, type Found } from '#shared/manifests/object.ts';
import type { Finding } from '../serai/finding.ts';
import type { ClusterSetup } from './cluster-setup.ts';
import { objectsOf, sentenceOf } from './kubectl.ts';
import { type Resource, resourcesOf } from './resources.ts';

/** Applying on the server's side patches what is there and creates what is not; waiting reads. */
const verbs = ['create', 'get', 'list', 'patch'] as const;
/** What is asked about while waiting, and never applied. */
const watched: readonly Resource[] = [{ group: '', resource: 'pods' }];

interface Right extends Resource {
  readonly verb: string;
}

interface Asking extends Pick<ClusterSetup, 'kubectl' | 'namespace' | 'objects'> {
  /** What an earlier version has left. */
  readonly removed: readonly Found[];
}

export async function rightsFinding({
  kubectl,
  namespace,
  objects,
  removed,
}: Asking): Promise<Finding> {
  const name = 'rights';
  const resources = await resourcesOf(kubectl, objects);
  const going = await resourcesOf(kubectl, removed);
  const asked: readonly Right[] = [
    ...resources.flatMap((each) => verbs.map((verb) => ({ ...each, verb }))),
    ...going.map((each) => ({ ...each, verb: 'delete' })),
    ...watched.map((each) => ({ ...each, verb: 'list' })),
  ];
  const reviews = asked.map(({ group, resource, verb }) => ({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, group, resource, verb } },
  }));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: reviews });
  const ran = await kubectl.run(['create', '-f', '-', '-o', 'json'], list);
  if (!ran.ok) return { name, ok: false, found: sentenceOf(ran.err).replace(/\.$/, '') };
  const answers = objectsOf(ran.out);
  const lacking = asked.filter(
    (_, index) => at(answers[index]?.whole, 'status', 'allowed') !== true,
  );
  if (lacking.length === 0)
    return { name, ok: true, found: `may do all that a deployment does in ${namespace}` };
  return { name, ok: false, found: `you may not ${told(lacking)} in ${namespace}` };
}

/** More than these say the same again. */
const toldMax = 4;

function told(lacking: readonly Right[]): string {
  const byResource = new Map<string, string[]>();
  for (const { group, resource, verb } of lacking) {
    const of = group === '' ? resource : `${resource}.${group}`;
    byResource.set(of, [...(byResource.get(of) ?? []), verb]);
  }
  const all = [...byResource].map(([resource, may]) => `${may.join(', ')} ${resource}`);
  const more = all.length > toldMax ? `; and of ${all.length - toldMax} more kinds` : '';
  return `${all.slice(0, toldMax).join('; ')}${more}`;
}
