/** Takes a profile off a cluster; what holds data or was not made by a deployment stays. */
import type { Found } from '#shared/manifests/object.ts';
import type { Kubectl } from './kubectl.ts';
import { remove } from './left-over.ts';
import { isOurs, standing } from './namespace-check.ts';

/** Removing one of these removes what people have written. */
const kept = ['KafkaTopic', 'Namespace'];

export interface Undeployed {
  readonly removed: number;
  readonly kept: readonly string[];
}

export async function undeploy(
  kubectl: Kubectl,
  { namespace, objects }: { readonly namespace: string; readonly objects: readonly Found[] },
): Promise<Undeployed> {
  const there = await standing({ kubectl, namespace, objects });
  const going = there.filter((each) => isOurs(each) && !kept.includes(each.kind));
  await remove(going, { kubectl, namespace });
  const staying = there.filter((each) => !going.includes(each));
  return { removed: going.length, kept: staying.map(({ kind, name }) => `${kind} ${name}`) };
}
