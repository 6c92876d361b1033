/** A Knative Service per `http`, `subscriber` and `schedule` function: scaled by requests, to zero. */
import type { AnyHttp, SubscriberDeclaration } from '#shared/function/declare.ts';
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';
import { accountOf } from './accounts.ts';
import { containerOf } from './container.ts';
import type { Manifest } from './object.ts';
import { metadataOf, type Product } from './product.ts';

/** A stream lasts for minutes: what counts is how many are open, half of what a process takes. */
const openStreams = { target: 500, most: 1000 } as const;
/** One that works and those that wait for it: whoever wakes it meanwhile has the same answer. */
const oneRun = { target: 1, most: 10 } as const;
/** Requests in flight: a second's worth, but enough for a few slow ones. */
const inFlight = { least: 50, most: 1000 } as const;
/** A replica costs little beside the first request that must wait for one. */
const retention = '2m';
/** Above a handler's 20 s and the 25 s of draining, which Knative bounds by the same number. */
const shortTimeoutSeconds = 60;
/** Knative's largest; who watches a stream opens it again, and a run of a schedule ends before. */
const longTimeoutSeconds = 600;

type Served = AnyHttp | SubscriberDeclaration | ScheduleDeclaration;

export function knativeService(declaration: Served, product: Product): Manifest {
  const { labels, annotations, ...metadata } = metadataOf(declaration, product);
  const { replicasMin, replicasMax } = declaration.scale;
  const { metric, target, most, timeoutSeconds } = loadOf(declaration);
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {
      ...metadata,
      labels: {
        ...labels,
        ...(declaration.kind === 'http'
          ? {}
          : { 'networking.knative.dev/visibility': 'cluster-local' }),
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
            'autoscaling.knative.dev/metric': metric,
            'autoscaling.knative.dev/target': String(target),
            'autoscaling.knative.dev/min-scale': String(replicasMin),
            'autoscaling.knative.dev/max-scale': String(replicasMax),
            ...(replicasMin === 0
              ? { 'autoscaling.knative.dev/scale-to-zero-pod-retention-period': retention }
              : {}),
          },
        },
        spec: {
          containerConcurrency: most,
          timeoutSeconds,
          enableServiceLinks: false,
          serviceAccountName: accountOf(declaration.context, product),
          automountServiceAccountToken: false,
          containers: [containerOf(declaration, product, 'knative')],
        },
      },
    },
  };
}

interface Load {
  readonly metric: 'concurrency' | 'rps';
  readonly target: number;
  readonly most: number;
  readonly timeoutSeconds: number;
}

function loadOf(declaration: Served): Load {
  const long = { metric: 'concurrency', timeoutSeconds: longTimeoutSeconds } as const;
  if (declaration.kind === 'schedule') return { ...long, ...oneRun };
  if (isStream(declaration)) return { ...long, ...openStreams };
  const { rps } = declaration.scale;
  const most = Math.min(Math.max(rps, inFlight.least), inFlight.most);
  return { metric: 'rps', target: rps, most, timeoutSeconds: shortTimeoutSeconds };
}

export function isStream(declaration: Served): boolean {
  return declaration.kind === 'http' && declaration.streams === 'text/event-stream';
}
