// biome-ignore-all format: one line per wrong manifest reads as the table it is.
/** One object of the product made wrong in one place: what an API server with its webhooks says to it. */
import type { Path } from '#shared/manifests/testing.ts';

export interface Wrong {
  readonly kind: string;
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
  /** What the refusal says; undefined: the cluster takes it, and our rule alone keeps it out. */
  readonly says: RegExp | undefined;
  /** Of our rules the one that refuses it too, where one does. */
  readonly rule?: string;
}

const revision: Path = ['spec', 'template', 'metadata', 'annotations'];
const pod: Path = ['spec', 'template', 'spec'];
const container: Path = [...pod, 'containers', 0];
const service = { kind: 'Service', name: 'submit-reservation' } as const;
const consumer = { kind: 'Deployment', name: 'decide-reservations' } as const;
const scaler = { kind: 'ScaledObject', name: 'decide-reservations' } as const;
const trigger = { kind: 'Trigger', name: 'record-property' } as const;
const ping = { kind: 'PingSource', name: 'maintain-database' } as const;
const topic = { kind: 'KafkaTopic', name: 'reservations.commands' } as const;
const route = { kind: 'HTTPRoute', name: 'submit-reservation' } as const;
const budget = { kind: 'PodDisruptionBudget', name: 'decide-reservations' } as const;
const at = (name: string): Path => [...revision, `autoscaling.knative.dev/${name}`];

/** Of the standard profile. */
export const wrongManifests: readonly Wrong[] = [
  { ...service, path: [...pod, 'containerConcurrency'], value: 1001, says: /containerConcurrency/, rule: 'concurrency' },
  { ...service, path: [...pod, 'timeoutSeconds'], value: 601, says: /timeoutSeconds/, rule: 'timeout' },
  { ...service, path: [...container, 'env', 0, 'name'], value: 'K_SERVICE', says: /K_SERVICE/, rule: 'reserved-env' },
  { ...service, path: [...container, 'ports', 0, 'containerPort'], value: 8012, says: /8012/, rule: 'reserved-port' },
  { ...service, path: at('metric'), value: 'happiness', says: /happiness/, rule: 'annotation-value' },
  { ...service, path: at('min-scale'), value: 'two', says: /min-scale/, rule: 'annotation-value' },
  { ...service, path: at('min-scale'), value: '101', says: /max-scale|min-scale/, rule: 'annotation-value' },
  { ...service, path: at('targets'), value: '5', says: undefined, rule: 'annotation-name' },
  { ...service, path: [...pod, 'restartPolicy'], value: 'Always', says: /restartPolicy/ },
  { ...service, path: [...container, 'image'], value: 'no image', says: /no image|parse/ },
  { ...service, path: [...container, 'image'], value: 'serai/submit-reservation', says: undefined, rule: 'image-tag' },
  { ...service, path: ['metadata', 'name'], value: 'Submit', says: /Submit/, rule: 'name' },
  { ...trigger, path: ['spec', 'filters', 0], value: { exact: { Type: 'a' } }, says: /Type|attribute/, rule: 'filter-attribute' },
  { ...trigger, path: ['spec', 'filters', 0], value: { exact: { type: 'a' }, prefix: { type: 'b' } }, says: /filter|dialect/i, rule: 'filter-dialect' },
  { ...trigger, path: ['spec', 'delivery', 'backoffDelay'], value: '200ms', says: /backoffDelay/, rule: 'duration' },
  { ...trigger, path: ['spec', 'broker'], value: undefined, says: /broker/, rule: 'reference' },
  { ...trigger, path: ['spec', 'delivery'], value: undefined, says: undefined, rule: 'trigger-retry' },
  { ...ping, path: ['spec', 'schedule'], value: '61 4 * * *', says: /schedule|61/, rule: 'cron' },
  { ...ping, path: ['spec', 'timezone'], value: 'Mars/One', says: /Mars/, rule: 'cron' },
  { ...ping, path: ['spec', 'sink'], value: undefined, says: /sink/, rule: 'ping-sink' },
  { ...scaler, path: ['spec', 'minReplicaCount'], value: 99, says: /MinReplicaCount|minReplicaCount/i, rule: 'replica-range' },
  { ...scaler, path: ['spec', 'triggers', 0, 'metadata', 'lagThreshold'], value: 50, says: /lagThreshold/, rule: 'kafka-trigger' },
  { ...scaler, path: ['spec', 'triggers'], value: [], says: /triggers/, rule: 'kafka-trigger' },
  { ...scaler, path: ['spec', 'fallback'], value: undefined, says: undefined, rule: 'fallback' },
  { ...consumer, path: ['spec', 'selector', 'matchLabels', 'app.kubernetes.io/name'], value: 'other', says: /selector/, rule: 'selector' },
  { ...consumer, path: [...container, 'resources', 'limits', 'memory'], value: 'much', says: /quantities|quantity/ },
  { ...consumer, path: [...pod, 'containers'], value: [], says: /containers/, rule: 'containers' },
  { ...consumer, path: [...container, 'livenessProbe'], value: undefined, says: undefined, rule: 'probes' },
  { ...topic, path: ['spec', 'partitions'], value: 0, says: /partitions/, rule: 'partitions' },
  { ...route, path: ['spec', 'rules', 0, 'matches', 0, 'path'], value: { type: 'Exact', value: 'v1' }, says: /must be an absolute path|start with/ },
  { ...route, path: ['spec', 'rules', 0, 'timeouts', 'request'], value: 'soon', says: /timeouts/ },
  { ...budget, path: ['spec', 'maxUnavailable'], value: -1, says: /maxUnavailable/, rule: 'disruption' },
];
