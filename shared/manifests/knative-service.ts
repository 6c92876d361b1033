/** A Knative Service per `http` and `subscriber` function: scaled by requests, to zero. */
import type { AnyHttp, SubscriberDeclaration } from '#shared/function/declare.ts';
import { containerOf } from './container.ts';
import type { Manifest } from './object.ts';
import { metadataOf, type Product } from './product.ts';

/** A stream lasts for minutes: what counts is how many are open, half of what a process takes. */
const openStreams = { target: 500, most: 1000 } as const;
/** Requests in flight: a second's worth, but enough for a few slow ones. */
const inFlight = { least: 50, most: 1000 } as const;
/** A replica costs little beside the first request that must wait for one. */
const retention = '2m';
/** Above a handler's 20 s and the 25 s of draining, which Knative bounds by the same number. */
const timeoutSeconds = 60;
/** Knative's largest; who watches a stream opens it again. */
const streamTimeoutSeconds = 600;

export function knativeService(
  declaration: AnyHttp | SubscriberDeclaration,
  product: Product,
): Manifest {
  const { labels, annotations, ...metadata } = metadataOf(declaration, product);
  const { rps, replicasMin, replicasMax } = declaration.scale;
  const streams = isStream(declaration);
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {
      ...metadata,
      labels: {
        ...labels,
        ...(declaration.kind === 'subscriber'
          ? { 'networking.knative.dev/visibility': 'cluster-local' }
          : {}),
      },
      annotations: {
        ...annotations,
        ...(declaration.kind === 'http' ? { [`${product.domain}/route`]: declaration.route } : {}),
      },
    },
    spec: {
      template: {
        metadata: {
          labels,
          annotations: {
            'autoscaling.knative.dev/class': 'kpa.autoscaling.knative.dev',
            'autoscaling.knative.dev/metric': streams ? 'concurrency' : 'rps',
            'autoscaling.knative.dev/target': String(streams ? openStreams.target : rps),
            'autoscaling.knative.dev/min-scale': String(replicasMin),
            'autoscaling.knative.dev/max-scale': String(replicasMax),
            ...(replicasMin === 0
              ? { 'autoscaling.knative.dev/scale-to-zero-pod-retention-period': retention }
              : {}),
          },
        },
        spec: {
          containerConcurrency: streams
            ? openStreams.most
            : Math.min(Math.max(rps, inFlight.least), inFlight.most),
          timeoutSeconds: streams ? streamTimeoutSeconds : timeoutSeconds,
          enableServiceLinks: false,
          automountServiceAccountToken: false,
          containers: [containerOf(declaration, product, 'knative')],
        },
      },
    },
  };
}

export function isStream(declaration: AnyHttp | SubscriberDeclaration): boolean {
  return declaration.kind === 'http' && declaration.streams === 'text/event-stream';
}
