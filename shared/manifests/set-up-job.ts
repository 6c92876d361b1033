/**
 * The Job that brings database and topics to the level of a version before its functions start. Argo CD
 * runs it anew for every sync, after the settings and before everything else; `make deploy` does the same.
 */
import { accountOf } from './accounts.ts';
import { containerSecurity, kafkaCredentials } from './container.ts';
import type { Json, Manifest } from './object.ts';
import { ownLabels, type Product } from './product.ts';
import { ownPod } from './workload.ts';

const name = 'set-up';
/** It acts for the database's owner, as what keeps the database in order does. */
const ownersContext = 'upkeep';
/** Ten seconds apart, then twice as long: a database that restarts is back by then. */
const retries = 5;
/** A migration of a large table takes minutes, and waits ten for another one. */
const secondsMax = 3600;

export function setUpJob(product: Product): Manifest {
  const labels = {
    'app.kubernetes.io/name': name,
    ...ownLabels(product),
    'app.kubernetes.io/component': name,
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      labels,
      annotations: {
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        'argocd.argoproj.io/sync-wave': '-1',
      },
    },
    spec: {
      backoffLimit: retries,
      activeDeadlineSeconds: secondsMax,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          ...ownPod({ context: ownersContext }, product),
          containers: [container(product)],
        },
      },
    },
  };
}

function container(product: Product): Json {
  const secret = accountOf(ownersContext, product);
  const settings = `${product.name}-settings`;
  const fromSecret = (key: string, optional?: true) => ({
    name: key,
    valueFrom: { secretKeyRef: { name: secret, key, ...(optional ? { optional } : {}) } },
  });
  return {
    name,
    image: `${product.name}/${name}:${product.version}`,
    env: [
      fromSecret('DATABASE_URL'),
      ...['DATABASE_DIRECT_URL', ...kafkaCredentials].map((key) => fromSecret(key, true)),
      ...['KAFKA_BROKERS', 'KAFKA_SASL_MECHANISM', 'KAFKA_TLS'].map((key) => ({
        name: key,
        valueFrom: { configMapKeyRef: { name: settings, key, optional: true } },
      })),
    ],
    resources: {
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '1', memory: '384Mi' },
    },
    securityContext: containerSecurity,
  };
}
