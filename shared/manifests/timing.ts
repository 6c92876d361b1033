/** What wakes a schedule: a PingSource that posts to its Knative Service, or without Knative a CronJob that runs it. */
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';
import { runMsMax } from '#shared/schedule/runner.ts';
import { containerOf } from './container.ts';
import type { Manifest } from './object.ts';
import { metadataOf, type Product } from './product.ts';
import { ownPod } from './workload.ts';

export function pingSource(declaration: ScheduleDeclaration, product: Product): Manifest {
  const { name, cron, timeZone } = declaration;
  return {
    apiVersion: 'sources.knative.dev/v1',
    kind: 'PingSource',
    metadata: metadataOf(declaration, product),
    spec: {
      schedule: cron,
      timezone: timeZone,
      contentType: 'application/json',
      data: '{}',
      sink: { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name } },
    },
  };
}

/** A scheduler that was away for this long starts it late; what is later waits for the next time. */
const startingSeconds = 3_600;
/** Every ten seconds, then twice as long: what kept it, a lock or a restart, is over by then. */
const retries = 5;
/** For the image, the start and the end, beside the run itself. */
const besideSeconds = 120;
/** Long enough for somebody to look at it. */
const keptSeconds = 2 * 86_400;

export function cronJob(declaration: ScheduleDeclaration, product: Product): Manifest {
  const { cron, timeZone } = declaration;
  const metadata = metadataOf(declaration, product);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: {
      schedule: cron,
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: startingSeconds,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels: metadata.labels },
        spec: {
          backoffLimit: retries,
          activeDeadlineSeconds: (retries + 1) * (runMsMax / 1000 + besideSeconds),
          ttlSecondsAfterFinished: keptSeconds,
          template: {
            metadata: { labels: metadata.labels },
            spec: {
              restartPolicy: 'Never',
              ...ownPod(declaration, product),
              containers: [containerOf(declaration, product, 'job')],
            },
          },
        },
      },
    },
  };
}
