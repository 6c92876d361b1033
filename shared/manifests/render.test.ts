import { describe, expect, test } from 'vitest';
import { runMsMax } from '#shared/schedule/runner.ts';
import { isoSeconds } from './eventing.ts';
import { at, itemsAt, membersAt } from './object.ts';
import { manifestFiles } from './render.ts';
import { files, noteParcel, one, product, standard, withoutKnative } from './testing.ts';
import { documentsIn, yamlOf } from './yaml.ts';

const kpa = 'autoscaling.knative.dev';
const revisionOf = (name: string) =>
  membersAt(one(standard, 'Service', name).whole, 'spec', 'template');

describe('Rendering', () => {
  test('writes a file per function, and every file into its kustomization', () => {
    expect(files.map(({ path }) => path)).toEqual([
      ...['set-up/base/job.yaml', 'set-up/base/kustomization.yaml'],
      'security/base/accounts.yaml',
      'security/base/network.yaml',
      'security/base/kustomization.yaml',
      'security/external-secrets/secrets.yaml',
      'security/external-secrets/kustomization.yaml',
      'knative/base/network.yaml',
      'knative/base/parcels/send-parcel.yaml',
      'knative/base/parcels/watch-parcels.yaml',
      'knative/base/kustomization.yaml',
      'eventing/base/brokers.yaml',
      'eventing/base/parcels/clear-shelves.yaml',
      'eventing/base/parcels/note-parcel.yaml',
      'eventing/base/topics.yaml',
      'eventing/base/kustomization.yaml',
      'keda/base/network.yaml',
      'keda/base/parcels/relay-parcels.yaml',
      'keda/base/parcels/sort-parcels.yaml',
      'keda/base/kustomization.yaml',
      'keda/without-knative/network.yaml',
      'keda/without-knative/parcels/clear-shelves.yaml',
      'keda/without-knative/parcels/note-parcel.yaml',
      'keda/without-knative/parcels/send-parcel.yaml',
      'keda/without-knative/parcels/watch-parcels.yaml',
      'keda/without-knative/topics.yaml',
      'keda/without-knative/kustomization.yaml',
    ]);
    const kustomization = files.find(({ path }) => path === 'eventing/base/kustomization.yaml');
    expect(kustomization?.documents).toEqual([
      {
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: [
          ...['brokers.yaml', 'parcels/clear-shelves.yaml', 'parcels/note-parcel.yaml'],
          'topics.yaml',
        ],
      },
    ]);
  });

  test('opens each file with its source, and can be read back', () => {
    for (const file of files) {
      const text = yamlOf(file);
      expect(text.split('\n')[0]).toBe(
        `# From ${file.source}, by scripts/generate-manifests.ts; \`make generate\` writes it again.`,
      );
      expect(documentsIn(text)).toEqual(file.documents);
    }
    const sent = files.find(({ path }) => path === 'knative/base/parcels/send-parcel.yaml');
    expect(sent?.source).toBe('functions/parcels/send-parcel.ts');
  });

  test('stops at a subscriber of a broker that is not there', () => {
    const declared = { ...noteParcel, broker: 'letters' };
    expect(() => manifestFiles([declared], product, { topics: 'a', brokers: 'b' })).toThrow(
      'note-parcel listens to letters, which is no broker',
    );
  });
});

describe('A Knative Service', () => {
  test('scales by the requests it declares, to zero', () => {
    expect(at(revisionOf('send-parcel'), 'metadata', 'annotations')).toEqual({
      [`${kpa}/class`]: 'kpa.autoscaling.knative.dev',
      [`${kpa}/metric`]: 'rps',
      [`${kpa}/target`]: '120',
      [`${kpa}/min-scale`]: '0',
      [`${kpa}/max-scale`]: '6',
      [`${kpa}/scale-to-zero-pod-retention-period`]: '2m',
    });
    expect(membersAt(revisionOf('send-parcel'), 'spec')).toMatchObject({
      containerConcurrency: 120,
      timeoutSeconds: 60,
    });
  });

  test('that streams scales by open streams, and lets them last', () => {
    expect(at(revisionOf('watch-parcels'), 'metadata', 'annotations')).toEqual({
      [`${kpa}/class`]: 'kpa.autoscaling.knative.dev',
      [`${kpa}/metric`]: 'concurrency',
      [`${kpa}/target`]: '500',
      [`${kpa}/min-scale`]: '1',
      [`${kpa}/max-scale`]: '3',
    });
    expect(membersAt(revisionOf('watch-parcels'), 'spec')).toMatchObject({
      containerConcurrency: 1000,
      timeoutSeconds: 600,
    });
  });

  test('says on its labels what it is', () => {
    expect(at(one(standard, 'Service', 'note-parcel').whole, 'metadata', 'labels')).toEqual({
      'app.kubernetes.io/name': 'note-parcel',
      'app.kubernetes.io/part-of': 'post',
      'app.kubernetes.io/component': 'subscriber',
      'app.kubernetes.io/version': '1.2.3',
      'post.example/context': 'parcels',
      'post.example/operation': 'note-parcel',
      'networking.knative.dev/visibility': 'cluster-local',
    });
  });
});

describe('Events', () => {
  test('reach a subscriber as it declares', () => {
    expect(at(one(standard, 'Trigger', 'note-parcel').whole, 'spec')).toEqual({
      broker: 'parcels',
      filters: [{ exact: { type: 'parcel.sent.v1' } }],
      delivery: {
        retry: 5,
        backoffPolicy: 'exponential',
        backoffDelay: 'PT0.5S',
        deadLetterSink: {
          ref: {
            apiVersion: 'eventing.knative.dev/v1alpha1',
            kind: 'KafkaSink',
            name: 'parcels-dead-letters',
          },
        },
      },
      subscriber: {
        ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'note-parcel' },
      },
    });
  });

  test('stand in topics as long as they are kept', () => {
    const topics = standard.filter(({ kind }) => kind === 'KafkaTopic');
    expect(
      topics.map(({ name, whole }) => [
        name,
        at(whole, 'spec', 'partitions'),
        at(whole, 'spec', 'config', 'retention.ms'),
      ]),
    ).toEqual([
      ['parcels.commands', 4, 86_400_000],
      ['parcels.events', 4, -1],
      ['parcels.events.dead-letters', 4, 2_592_000_000],
    ]);
  });

  test.each([
    [200, 'PT0.2S'],
    [1000, 'PT1S'],
    [90_000, 'PT90S'],
  ])('wait %i ms as %s', (ms, text) => expect(isoSeconds(ms)).toBe(text));
});

describe('A consumer', () => {
  test('has no more replicas than its topic has partitions', () => {
    const spec = membersAt(one(standard, 'ScaledObject', 'sort-parcels').whole, 'spec');
    expect([spec['minReplicaCount'], spec['maxReplicaCount']]).toEqual([1, 4]);
  });

  test('is told its port and its lease, a Knative Service neither', () => {
    const named = (kind: string, name: string) =>
      itemsAt(one(standard, kind, name).whole, 'spec', 'template', 'spec', 'containers')
        .flatMap((container) => itemsAt(container, 'env'))
        .map((each) => at(each, 'name'));
    const shared = [
      ...['DATABASE_URL', 'SERAI_ISSUERS', 'SERAI_SIGNING_SECRET'],
      ...['DATABASE_DIRECT_URL', 'REDIS_URL'],
      ...['KAFKA_SASL_PASSWORD', 'KAFKA_SASL_USERNAME'],
      ...['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'],
    ];
    const optional = [
      ...['DATABASE_CONNECTIONS_MAX', 'DATABASE_DRIVER', 'KAFKA_BROKERS'],
      ...['KAFKA_SASL_MECHANISM', 'KAFKA_TLS', 'LOG_LEVEL'],
      ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'SERAI_ANSWER_MS_MAX'],
      ...['SERAI_PROVIDER_REACH', 'SERAI_TRACES_PER_SECOND'],
    ];
    expect(named('Deployment', 'sort-parcels')).toEqual([
      ...['HOST', 'METRICS_PORT', 'PORT', ...shared, 'SERAI_LEASE_MS', ...optional],
    ]);
    expect(named('Service', 'send-parcel')).toEqual([
      ...['HOST', 'METRICS_PORT', ...shared, ...optional],
    ]);
  });
});

describe('A schedule', () => {
  test('is a Service that a PingSource wakes, and that nobody reaches from outside', () => {
    expect(at(one(standard, 'PingSource', 'clear-shelves').whole, 'spec')).toEqual({
      schedule: '30 4 * * mon-fri',
      timezone: 'Europe/Vienna',
      contentType: 'application/json',
      data: '{}',
      sink: {
        ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'clear-shelves' },
      },
    });
    const service = one(standard, 'Service', 'clear-shelves').whole;
    expect(at(service, 'metadata', 'labels')).toMatchObject({
      'app.kubernetes.io/component': 'schedule',
      'networking.knative.dev/visibility': 'cluster-local',
    });
    expect(at(revisionOf('clear-shelves'), 'metadata', 'annotations')).toMatchObject({
      [`${kpa}/metric`]: 'concurrency',
      [`${kpa}/target`]: '1',
      [`${kpa}/min-scale`]: '0',
      [`${kpa}/max-scale`]: '1',
    });
    const spec = membersAt(revisionOf('clear-shelves'), 'spec');
    expect(spec['containerConcurrency']).toBe(10);
    // Whoever waits for a run hears of its end.
    expect(Number(spec['timeoutSeconds']) * 1000).toBeGreaterThan(runMsMax);
  });

  test('is without Knative a CronJob that runs it and ends', () => {
    const spec = membersAt(one(withoutKnative, 'CronJob', 'clear-shelves').whole, 'spec');
    expect(spec).toMatchObject({
      schedule: '30 4 * * mon-fri',
      timeZone: 'Europe/Vienna',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
    });
    const job = membersAt(spec, 'jobTemplate', 'spec');
    const tries = Number(job['backoffLimit']) + 1;
    expect(tries).toBe(6);
    expect(Number(job['activeDeadlineSeconds']) * 1000).toBeGreaterThan(tries * runMsMax);
    const pod = membersAt(job, 'template', 'spec');
    expect(pod['restartPolicy']).toBe('Never');
    expect(itemsAt(pod, 'containers')).toMatchObject([
      { name: 'clear-shelves', image: 'post/clear-shelves:1.2.3', args: ['--once'] },
    ]);
    const [container] = itemsAt(pod, 'containers');
    expect(Object.keys(membersAt(container))).not.toContain('ports');
    expect(itemsAt(container, 'env').map((each) => at(each, 'name'))).not.toContain('PORT');
  });
});

describe('A route', () => {
  test('takes method and path to the ingress, under the host Knative knows', () => {
    expect(at(one(standard, 'HTTPRoute', 'send-parcel').whole, 'spec', 'rules')).toEqual([
      {
        matches: [
          {
            method: 'POST',
            path: { type: 'RegularExpression', value: '/v1/offices/[^/]+/parcels' },
          },
        ],
        filters: [
          { type: 'URLRewrite', urlRewrite: { hostname: 'send-parcel.post.svc.cluster.local' } },
        ],
        backendRefs: [{ name: 'kourier-internal', namespace: 'kourier-system', port: 80 }],
        timeouts: { request: '30s' },
      },
    ]);
  });

  test('takes a path without parameters as it is, and a stream as long as it lasts', () => {
    expect(at(one(withoutKnative, 'HTTPRoute', 'watch-parcels').whole, 'spec', 'rules')).toEqual([
      {
        matches: [{ method: 'GET', path: { type: 'Exact', value: '/v1/parcels.live' } }],
        backendRefs: [{ name: 'watch-parcels', port: 80 }],
        timeouts: { request: '0s' },
      },
    ]);
  });
});
