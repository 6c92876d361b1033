// biome-ignore-all format: one line per wrong manifest reads as the table it is.
import { describe, expect, test } from 'vitest';
import { changed, one, type Path, standard, withoutKnative } from '../testing.ts';
import { faultsWith, refuses } from './testing.ts';

describe('A Trigger is refused with', () => {
  const eventing = (name: string): Path => ['metadata', 'annotations', `autoscaling.eventing.knative.dev/${name}`];
  const order: Path = ['metadata', 'annotations', 'kafka.eventing.knative.dev/delivery.order'];
  const filter = ['spec', 'filters', 0];
  refuses(standard, 'Trigger', 'note-parcel', [
    [order, 'sorted', 'annotation-value', 'kafka.eventing.knative.dev/delivery.order is ordered or unordered, as a text'],
    [['metadata', 'annotations', 'kafka.eventing.knative.dev/delivery-order'], 'ordered', 'annotation-name', 'kafka.eventing.knative.dev/delivery-order is no annotation'],
    [['metadata', 'annotations', 'kafka.eventing.knative.dev/external.topic'], 'a', 'annotation-level', 'kafka.eventing.knative.dev/external.topic stands on broker'],
    [eventing('activation-lag-threshold'), '0', 'annotation-name', 'autoscaling.eventing.knative.dev/activation-lag-threshold is no annotation'],
    [eventing('class'), 'keda', 'annotation-value', 'autoscaling.eventing.knative.dev/class is keda.autoscaling.knative.dev or disabled, as a text'],
    [eventing('lag-threshold'), '0', 'annotation-value', 'autoscaling.eventing.knative.dev/lag-threshold is a whole number from 1 to 2147483647, as a text'],
    [eventing('max-scale'), '5', 'partitions', 'parcels.events has 4 partitions, fewer than max-scale'],
    [[...filter, 'prefix'], { type: 'a' }, 'filter-dialect', 'a filter has one dialect, and another one its own'],
    [filter, { matches: { type: 'a' } }, 'filter-dialect', 'matches is no dialect'],
    [filter, { any: [] }, 'filter-dialect', 'any holds filters, 8 deep at most'],
    [filter, { not: { exact: { Type: 'a' } } }, 'filter-attribute', 'Type is no name of an attribute'],
    [filter, { exact: { 'tenant-id': 'a' } }, 'filter-attribute', 'tenant-id is no name of an attribute'],
    [filter, { exact: { type: '' } }, 'filter-attribute', 'type is compared with a text that is not empty'],
    [['spec', 'delivery', 'backoffDelay'], '500ms', 'iso-duration', 'backoffDelay is ISO 8601 with one decimal at most, e.g. PT0.2S'],
    [['spec', 'delivery', 'backoffDelay'], 'PT0.25S', 'iso-duration', 'backoffDelay is ISO 8601 with one decimal at most, e.g. PT0.2S'],
    [['spec', 'delivery', 'backoffPolicy'], 'random', 'backoff-policy', 'backoffPolicy is linear or exponential'],
    [['spec', 'delivery', 'retry'], 0, 'trigger-retry', 'without retry a delivery that fails is not repeated'],
    [['spec', 'delivery', 'deadLetterSink'], undefined, 'trigger-dead-letter', 'without deadLetterSink an event is lost'],
    [['spec', 'delivery', 'retries'], 3, 'unknown-member', 'delivery has no retries'],
    [['spec', 'filtres'], [], 'unknown-member', 'spec has no filtres'],
    [['spec', 'broker'], 'letters', 'reference', 'there is no Broker letters'],
    [['spec', 'subscriber', 'ref', 'name'], 'note-letter', 'reference', 'there is no Service note-letter'],
    [['spec', 'delivery', 'deadLetterSink', 'ref', 'name'], 'bin', 'reference', 'there is no KafkaSink bin'],
  ]);

  test.each(['PT0.5S', 'PT10S', 'PT1M30S', 'P1DT2H'])('not the duration %s', (text) => {
    const right = one(standard, 'Trigger', 'note-parcel');
    const wrong = changed(right, ['spec', 'delivery', 'backoffDelay'], text);
    expect(faultsWith(standard, wrong, right)).toEqual([]);
  });
});

describe('A Broker is refused with', () => {
  refuses(standard, 'Broker', 'parcels', [
    [['metadata', 'annotations', 'eventing.knative.dev/broker.class'], 'kafka', 'broker-class', 'eventing.knative.dev/broker.class is Kafka'],
    [['metadata', 'annotations', 'kafka.eventing.knative.dev/external.topic'], 'letters', 'reference', 'there is no KafkaTopic letters'],
    [['spec', 'delivery', 'backoffDelay'], '1s', 'iso-duration', 'backoffDelay is ISO 8601 with one decimal at most, e.g. PT0.2S'],
    [['spec', 'config', 'name'], 'kafka', 'reference', 'there is no ConfigMap kafka'],
  ]);
});

describe('A topic is refused with', () => {
  const config = ['spec', 'config'];
  refuses(standard, 'KafkaTopic', 'parcels.events', [
    [[...config, 'retention.msec'], 1, 'topic-setting', 'there is no retention.msec'],
    [[...config, 'retention.ms'], 'forever', 'topic-setting', 'retention.ms is not forever'],
    [[...config, 'retention.ms'], undefined, 'topic-setting', 'partitions and retention.ms are said'],
    [['spec', 'replicas'], 2, 'topic-copies', 'min.insync.replicas is below replicas'],
  ]);
});

describe('A route is refused with', () => {
  const rule = ['spec', 'rules', 0];
  refuses(standard, 'HTTPRoute', 'send-parcel', [
    [[...rule, 'filters', 0, 'urlRewrite', 'hostname'], 'send-letter.post.svc.cluster.local', 'reference', 'send-letter.post.svc.cluster.local is the host of no Service'],
    [[...rule, 'filters', 0, 'urlRewrite', 'hostname'], 'send-parcel.post', 'reference', 'send-parcel.post is the host of no Service'],
    [['metadata', 'namespace'], 'inn', 'reference', 'send-parcel.post.svc.cluster.local is not in inn'],
  ]);
  refuses(withoutKnative, 'HTTPRoute', 'watch-parcels', [
    [[...rule, 'backendRefs', 0, 'name'], 'watch-letters', 'reference', 'there is no Service watch-letters'],
    [[...rule, 'matches', 0], { method: 'POST', path: { value: '/v1/offices/[^/]+/parcels' } }, 'route-twice', 'send-parcel takes POST /v1/offices/[^/]+/parcels as well'],
  ]);
});
