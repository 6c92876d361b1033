/** The container of a function: the same image, settings, probes and rights wherever it runs. */
import type { Declaration } from '#shared/function/declare.ts';
import { accountOf } from './accounts.ts';
import type { Json } from './object.ts';
import type { Product } from './product.ts';

/** What a workload of our own listens on; Knative chooses for its Services. */
export const port = 8080;
/** Where Prometheus asks: on no route and behind no proxy, so that it is neither answered to strangers nor scaled by. */
export const metricsPort = 9464;

/** An account of no name in the image: whoever breaks out is nobody. */
export const userId = 65_532;

/**
 * A function waits for its database most of the time: a tenth of a CPU is what an idle one may
 * count on, one CPU is all that a single-threaded process can use.
 */
const cpu = { request: '100m', limit: '1' } as const;
/**
 * Node with a bundle of 1 MB takes some 90 MB, at the limit of its CPU some 280 (64 of them a young
 * generation used to its end); a consumer also holds what it decides on.
 */
const memory = {
  http: { request: '128Mi', limit: '384Mi' },
  subscriber: { request: '128Mi', limit: '384Mi' },
  relay: { request: '128Mi', limit: '384Mi' },
  schedule: { request: '128Mi', limit: '384Mi' },
  consumer: { request: '256Mi', limit: '1Gi' },
} as const satisfies Record<Declaration['kind'], { request: string; limit: string }>;

/** As long as a lease may outlive a process that was killed. */
const leaseMs = 10_000;

/** A context speaks to Kafka as a user of its own, who may write only its topics. */
export const kafkaCredentials = [
  'KAFKA_SASL_PASSWORD',
  'KAFKA_SASL_USERNAME',
  'KAFKA_TLS_CA',
  'KAFKA_TLS_CERT',
  'KAFKA_TLS_KEY',
] as const;

export const containerSecurity: Json = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsGroup: userId,
  runAsNonRoot: true,
  runAsUser: userId,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A `job` runs once and ends: it listens to nobody. */
export type Host = 'knative' | 'deployment' | 'job';

export function containerOf(declaration: Declaration, product: Product, host: Host): Json {
  const { name, kind } = declaration;
  return {
    // Knative has names of its own for containers.
    ...(host === 'knative' ? {} : { name }),
    image: `${product.name}/${name}:${product.version}`,
    ...(host === 'job' ? { args: ['--once'] } : portsOf(host)),
    env: settingsOf(declaration, product, host),
    ...(host === 'job' ? {} : probesOf(host)),
    resources: {
      requests: { cpu: cpu.request, memory: memory[kind].request },
      limits: { cpu: cpu.limit, memory: memory[kind].limit },
    },
    securityContext: containerSecurity,
  };
}

/** Knative takes one port alone; the other one is open all the same. */
function portsOf(host: Host): Json {
  if (host === 'knative') return { ports: [{ name: 'http1', containerPort: port }] };
  return {
    ports: [
      { name: 'http', containerPort: port },
      { name: 'metrics', containerPort: metricsPort },
    ],
  };
}

function probesOf(host: Host): Json {
  return { readinessProbe: probe('/readyz', host), livenessProbe: probe('/healthz', host) };
}

/** What a process reads when it starts. Knative gives `PORT` itself and refuses who sets it. */
function settingsOf({ context, kind }: Declaration, product: Product, host: Host): readonly Json[] {
  const secret = accountOf(context, product);
  const shared = `${product.name}-settings`;
  return [
    ...(host === 'job'
      ? []
      : [
          { name: 'HOST', value: '0.0.0.0' },
          { name: 'METRICS_PORT', value: String(metricsPort) },
        ]),
    ...(host === 'deployment' ? [{ name: 'PORT', value: String(port) }] : []),
    ...['DATABASE_URL', 'SERAI_ISSUERS', 'SERAI_SIGNING_SECRET'].map((name) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key: name } },
    })),
    // Without a pooler there is one address, without Redis none; a Kafka may ask who comes.
    ...['DATABASE_DIRECT_URL', 'REDIS_URL', ...kafkaCredentials].map((name) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key: name, optional: true } },
    })),
    ...(kind === 'consumer' || kind === 'relay'
      ? [{ name: 'SERAI_LEASE_MS', value: String(leaseMs) }]
      : []),
    // Left out of the ConfigMap, each has its default.
    ...[
      'DATABASE_CONNECTIONS_MAX',
      'DATABASE_DRIVER',
      'KAFKA_BROKERS',
      'KAFKA_SASL_MECHANISM',
      'KAFKA_TLS',
      'LOG_LEVEL',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'SERAI_ANSWER_MS_MAX',
      'SERAI_PROVIDER_REACH',
      'SERAI_TRACES_PER_SECOND',
    ].map((name) => ({
      name,
      valueFrom: { configMapKeyRef: { name: shared, key: name, optional: true } },
    })),
  ];
}

/**
 * Both are answered from memory, so that starting asks no database. Knative looks at readiness every
 * 50 ms until it is there, unless a period says otherwise.
 */
function probe(path: '/readyz' | '/healthz', host: Host): Json {
  const httpGet = host === 'knative' ? { path } : { path, port: 'http' };
  if (host === 'knative' && path === '/readyz') return { httpGet };
  const periodSeconds = path === '/readyz' ? 5 : 10;
  return { httpGet, periodSeconds, timeoutSeconds: 2, failureThreshold: 3 };
}
