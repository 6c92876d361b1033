/** The pods of functions that Knative does not run; a Deployment for each that stays, with what keeps it standing. */
import type { Declaration } from '#shared/function/declare.ts';
import { accountOf } from './accounts.ts';
import { containerOf } from './container.ts';
import type { Json, Manifest } from './object.ts';
import { metadataOf, type Product, selectorOf } from './product.ts';

/** Draining takes 25 s and leaving a group a few more; a killed process leaves leases behind. */
const graceSeconds = 60;

export function deployment(
  declaration: Declaration,
  product: Product,
  replicas?: number,
): Manifest {
  const metadata = metadataOf(declaration, product);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      // Left out where a scaler sets it: applying the file again must not undo what it decided.
      ...(replicas === undefined ? {} : { replicas }),
      revisionHistoryLimit: 5,
      selector: { matchLabels: selectorOf(declaration.name, product) },
      // The old one goes when the new one works.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: metadata.labels },
        spec: {
          ...ownPod(declaration, product),
          topologySpreadConstraints: [spread(declaration.name, product)],
          containers: [containerOf(declaration, product, 'deployment')],
        },
      },
    },
  };
}

/** Of every pod of ours that is not Knative's. */
export function ownPod({ context }: Pick<Declaration, 'context'>, product: Product): Json {
  return {
    serviceAccountName: accountOf(context, product),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: graceSeconds,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };
}

/** Replicas on different nodes where there are several. */
function spread(name: string, product: Product): Json {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorOf(name, product) },
  };
}

/** A node that is emptied takes one replica at a time. `minAvailable` would hold it up where there is one. */
export function disruptionBudget(declaration: Declaration, product: Product): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(declaration, product),
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selectorOf(declaration.name, product) },
    },
  };
}
