/** What an earlier version was made of and this one is not: found, told, and removed when this one works. */
import { at, type Found, itemsAt } from '#shared/manifests/object.ts';
import type { Finding } from '../serai/finding.ts';
import { Sorry } from '../serai/sorry.ts';
import { fieldManager } from './apply.ts';
import type { ClusterSetup } from './cluster-setup.ts';
import { type Kubectl, objectsOf, sentenceOf } from './kubectl.ts';
import { owner, ownerLabel } from './namespace-check.ts';
import { keyOf, resourceOf } from './resources.ts';

type Setup = Pick<ClusterSetup, 'kubectl' | 'namespace' | 'objects'>;

/**
 * Kinds that run or lead somewhere, and hold nothing. What holds data or a secret, or lets one go with it (KafkaTopic,
 * ExternalSecret), is never looked for, and nor is the Job, which is a record of what was done.
 */
export const removable = [
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'eventing.knative.dev/v1', kind: 'Broker' },
  { apiVersion: 'eventing.knative.dev/v1', kind: 'Trigger' },
  { apiVersion: 'eventing.knative.dev/v1alpha1', kind: 'KafkaSink' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'serving.knative.dev/v1', kind: 'Service' },
  { apiVersion: 'sources.knative.dev/v1', kind: 'PingSource' },
] as const;

/** A cluster without a kind has none of it; what one may not see is somebody else's to remove. */
const notSeen = /doesn't have a resource type|\(Forbidden\)/;

/** Ours by the label, and applied by a deployment: the server itself keeps who has set which field. */
export async function leftOver({ kubectl, namespace, objects }: Setup): Promise<readonly Found[]> {
  const wanted = new Set(objects.map(keyOf));
  const ours = ['-n', namespace, '-l', `${ownerLabel}=${owner}`];
  const all = await Promise.all(
    removable.map(async (kind) => {
      const ran = await kubectl.run([
        ...['get', resourceOf(kind), ...ours, '--show-managed-fields', '-o', 'json'],
      ]);
      if (ran.ok) return objectsOf(ran.out);
      if (notSeen.test(ran.err)) return [];
      throw new Sorry(sentenceOf(ran.err));
    }),
  );
  return all.flat().filter((each) => !wanted.has(keyOf(each)) && isDeployed(each));
}

function isDeployed({ whole }: Found): boolean {
  const isGoing = at(whole, 'metadata', 'deletionTimestamp') !== undefined;
  // Whoever has made it of another one of ours removes it with that one.
  const isMade = itemsAt(whole, 'metadata', 'ownerReferences').length > 0;
  const managers = itemsAt(whole, 'metadata', 'managedFields');
  const isApplied = managers.some(
    (each) => at(each, 'manager') === fieldManager && at(each, 'operation') === 'Apply',
  );
  return isApplied && !isMade && !isGoing;
}

/** Nothing where there is nothing to say. */
export function leftOverFindings(old: readonly Found[]): readonly Finding[] {
  if (old.length === 0) return [];
  return [{ name: 'left over', ok: true, found: `a deployment will remove ${namesOf(old)}` }];
}

/** More than these are a profile that is left for another one. */
const toldMax = 4;

export function namesOf(objects: readonly Found[]): string {
  const names = objects.map(({ kind, name }) => `${kind} ${name}`);
  const more = names.length > toldMax ? ` and ${names.length - toldMax} more` : '';
  return `${names.slice(0, toldMax).join(', ')}${more}`;
}

export async function remove(
  objects: readonly Found[],
  { kubectl, namespace }: { readonly kubectl: Kubectl; readonly namespace: string },
): Promise<void> {
  if (objects.length === 0) return;
  const items = objects.map(({ apiVersion, kind, name }) => ({
    ...{ apiVersion, kind, metadata: { name, namespace } },
  }));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const args = ['delete', '--ignore-not-found', '--wait=false', '-f', '-'];
  const ran = await kubectl.run(args, list);
  if (!ran.ok) throw new Sorry(sentenceOf(ran.err));
}
