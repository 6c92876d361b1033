/** Who a pod is to the cluster, and whose Secret it reads: one name for each context, which may do nothing. */
import type { Declaration } from '#shared/function/declare.ts';
import type { Json, Manifest, Metadata } from './object.ts';
import { ownLabels, type Product, platform } from './product.ts';

/** The ServiceAccount and the Secret of a context go by one name. */
export function accountOf(context: string, product: Product): string {
  return `${product.name}-${context}`;
}

export function contextsOf(declarations: readonly Declaration[]): readonly string[] {
  return [...new Set(declarations.map(({ context }) => context))].sort();
}

/** Without a token: nothing of ours asks the cluster anything. */
export function serviceAccount(context: string, product: Product): Json {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf(context, product),
    automountServiceAccountToken: false,
  };
}

/** Read again so often, so that a Secret that was changed elsewhere is the changed one here. */
const refreshInterval = '1h';

/** All members of one entry of the store the cluster has, as the Secret that pods refer to. */
export function externalSecret(context: string, product: Product): Manifest {
  const name = accountOf(context, product);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: metadataOf(context, product),
    spec: {
      refreshInterval,
      secretStoreRef: { kind: 'ClusterSecretStore', name: platform.secretStore },
      target: { name, creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key: `${product.name}/${context}` } }],
    },
  };
}

/** Argo CD has them before anything that runs. */
const early = { 'argocd.argoproj.io/sync-wave': '-2' } as const;

function metadataOf(context: string, product: Product): Metadata {
  return {
    name: accountOf(context, product),
    labels: { ...ownLabels(product), [`${product.domain}/context`]: context },
    annotations: early,
  };
}
