// biome-ignore-all format: one line per wrong manifest reads as the table it is.
import { describe, expect, test } from 'vitest';
import { changed, one, type Path, standard, withoutKnative } from '../testing.ts';
import { faultsWith, refuses } from './testing.ts';

describe('A PingSource is refused with', () => {
  const spec = (name: string): Path => ['spec', name];
  const ref = (name: string): Path => ['spec', 'sink', 'ref', name];
  refuses(standard, 'PingSource', 'clear-shelves', [
    [spec('schedule'), '61 4 * * *', 'cron', 'Invalid value for minute: 61'],
    [spec('schedule'), '@every 5m', 'cron', 'it has five fields with one space between them'],
    [spec('schedule'), undefined, 'cron', 'it has five fields with one space between them'],
    [spec('timezone'), 'Mars/One', 'cron', 'Mars/One is no time zone'],
    [spec('timezone'), undefined, 'time-zone', 'the time zone is said'],
    [spec('data'), 'clear', 'ping-data', 'data is a JSON object, and contentType says so'],
    [spec('data'), '[]', 'ping-data', 'data is a JSON object, and contentType says so'],
    [spec('contentType'), undefined, 'ping-data', 'data is a JSON object, and contentType says so'],
    [spec('sink'), undefined, 'ping-sink', 'sink.ref names the Service it wakes'],
    [spec('sink'), { uri: 'http://clear-shelves.post.svc.cluster.local' }, 'ping-sink', 'sink.ref names the Service it wakes'],
    [ref('name'), 'clear-tables', 'ping-sink', 'there is no Service clear-tables'],
    [ref('apiVersion'), 'v1', 'ping-sink', 'there is no Service clear-shelves'],
    [ref('kind'), 'Deployment', 'ping-sink', 'there is no Service clear-shelves'],
    [['metadata', 'annotations', 'kafka.eventing.knative.dev/delivery.order'], 'ordered', 'annotation-level', 'kafka.eventing.knative.dev/delivery.order stands on trigger'],
  ]);

  test('a Service that can be reached from outside', () => {
    const right = one(standard, 'Service', 'clear-shelves');
    const open = changed(right, ['metadata', 'labels', 'networking.knative.dev/visibility'], undefined);
    expect(faultsWith(standard, open, right)).toEqual([
      { object: 'Service clear-shelves', rule: 'schedule-visibility', detail: 'what a PingSource wakes is cluster-local' },
    ]);
  });
});

describe('A CronJob is refused with', () => {
  const spec = (name: string): Path => ['spec', name];
  const job = ['spec', 'jobTemplate', 'spec'];
  const pod = [...job, 'template', 'spec'];
  const container = [...pod, 'containers', 0];
  refuses(withoutKnative, 'CronJob', 'clear-shelves', [
    [['metadata', 'name'], 'a'.repeat(53), 'name-length', 'at most 52 characters'],
    [spec('schedule'), '0 4 * * 8', 'cron', 'Invalid value for dayOfWeek: 8'],
    [spec('timeZone'), undefined, 'time-zone', 'the time zone is said'],
    [spec('concurrencyPolicy'), 'Allow', 'concurrency', 'concurrencyPolicy is Forbid'],
    [spec('concurrencyPolicy'), undefined, 'concurrency', 'concurrencyPolicy is Forbid'],
    [spec('startingDeadlineSeconds'), 9, 'starting-deadline', 'startingDeadlineSeconds is 10 or more'],
    [spec('startingDeadlineSeconds'), undefined, 'starting-deadline', 'startingDeadlineSeconds is 10 or more'],
    [spec('successfulJobsHistoryLimit'), undefined, 'job-history', 'successfulJobsHistoryLimit is said'],
    [spec('failedJobsHistoryLimit'), undefined, 'job-history', 'failedJobsHistoryLimit is said'],
    [[...job, 'activeDeadlineSeconds'], undefined, 'job-end', 'activeDeadlineSeconds says when it ends'],
    [[...job, 'backoffLimit'], undefined, 'job-end', 'backoffLimit says how often it is tried again'],
    [[...pod, 'restartPolicy'], 'OnFailure', 'job-restart', 'restartPolicy is Never, so that a failure can be read'],
    [[...pod, 'terminationGracePeriodSeconds'], 29, 'grace', 'terminationGracePeriodSeconds is 30 or more'],
    [[...pod, 'automountServiceAccountToken'], undefined, 'service-account', 'wants automountServiceAccountToken: false'],
    [[...pod, 'containers'], [], 'containers', 'there is none'],
    [[...container, 'image'], 'post/clear-shelves:latest', 'image-tag', 'post/clear-shelves:latest is not one version'],
    [[...container, 'resources', 'limits'], undefined, 'resources', 'limits.memory is missing'],
    [[...container, 'securityContext', 'runAsNonRoot'], undefined, 'security-context', 'wants runAsNonRoot: true'],
    [[...job, 'template', 'metadata', 'labels', 'app.kubernetes.io/version'], '1 2', 'label-value', 'app.kubernetes.io/version is a text of 63 letters at most'],
  ]);
});
