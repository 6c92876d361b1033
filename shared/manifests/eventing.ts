/** Topics, brokers, triggers and where dead letters go: events as Knative delivers them from Kafka. */
import type { Delivery, SubscriberDeclaration } from '#shared/function/declare.ts';
import { topicSettings } from '#shared/log/topic-settings.ts';
import { type Broker, deadLetterRetentionMs, deadLetterTopic } from '#shared/push/broker.ts';
import type { Json, Manifest } from './object.ts';
import {
  labelsOf,
  metadataOf,
  ownLabels,
  type Product,
  platform,
  type Topic,
  topicNamed,
} from './product.ts';

/** One broker may be away while another is being replaced. */
const replicas = 3;
const inSyncMin = 2;
/** Of a Trigger made by hand, which says nothing itself. */
const standardDelivery: Delivery = {
  retry: 10,
  backoffPolicy: 'exponential',
  backoffDelayMs: 200,
};
/** Events that may wait per consumer before another one joins. */
const triggerLag = 100;

/** All topics, those of dead letters too. */
export function allTopics(product: Product): readonly Topic[] {
  const letters = product.brokers.map(({ topic }) => ({
    name: deadLetterTopic(topic),
    partitions: topicNamed(topic, product).partitions,
    retentionMs: deadLetterRetentionMs,
  }));
  return [...product.topics, ...letters];
}

export function kafkaTopic({ name, partitions, retentionMs }: Topic, product: Product): Manifest {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: {
      name,
      labels: { ...ownLabels(product), 'strimzi.io/cluster': platform.kafkaCluster },
    },
    spec: {
      partitions,
      replicas,
      config: { ...topicSettings({ retentionMs }), 'min.insync.replicas': inSyncMin },
    },
  };
}

export function kafkaSettings(product: Product): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${product.name}-kafka`, labels: ownLabels(product) },
    data: {
      'bootstrap.servers': platform.kafkaBootstrap,
      'default.topic.partitions': String(
        Math.max(...product.topics.map((each) => each.partitions)),
      ),
      'default.topic.replication.factor': String(replicas),
    },
  };
}

export function broker({ name, topic }: Broker, product: Product): Manifest {
  return {
    apiVersion: 'eventing.knative.dev/v1',
    kind: 'Broker',
    metadata: {
      name,
      labels: ownLabels(product),
      annotations: {
        'eventing.knative.dev/broker.class': 'Kafka',
        'kafka.eventing.knative.dev/external.topic': topic,
      },
    },
    spec: {
      config: { apiVersion: 'v1', kind: 'ConfigMap', name: `${product.name}-kafka` },
      delivery: delivery(standardDelivery, name),
    },
  };
}

export function deadLetterSink({ name, topic }: Broker, product: Product): Manifest {
  return {
    apiVersion: 'eventing.knative.dev/v1alpha1',
    kind: 'KafkaSink',
    metadata: { name: sinkName(name), labels: ownLabels(product) },
    spec: {
      topic: deadLetterTopic(topic),
      bootstrapServers: [platform.kafkaBootstrap],
      contentMode: 'binary',
    },
  };
}

export function trigger(declaration: SubscriberDeclaration, product: Product): Manifest {
  const { name, broker: brokerName, filters, order, scale } = declaration;
  const read = product.brokers.find((each) => each.name === brokerName);
  if (read === undefined) throw new Error(`${name} listens to ${brokerName}, which is no broker`);
  const { partitions } = topicNamed(read.topic, product);
  return {
    apiVersion: 'eventing.knative.dev/v1',
    kind: 'Trigger',
    metadata: {
      ...metadataOf(declaration, product),
      labels: labelsOf(declaration, product),
      annotations: {
        ...metadataOf(declaration, product).annotations,
        'kafka.eventing.knative.dev/delivery.order': order,
        // Of the dispatcher's consumers, where the cluster lets KEDA scale them.
        'autoscaling.eventing.knative.dev/class': 'keda.autoscaling.knative.dev',
        'autoscaling.eventing.knative.dev/min-scale': String(scale.replicasMin),
        'autoscaling.eventing.knative.dev/max-scale': String(partitions),
        'autoscaling.eventing.knative.dev/lag-threshold': String(triggerLag),
      },
    },
    spec: {
      broker: brokerName,
      filters,
      delivery: delivery(declaration.delivery, brokerName),
      subscriber: { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name } },
    },
  };
}

function delivery({ retry, backoffPolicy, backoffDelayMs }: Delivery, brokerName: string): Json {
  return {
    retry,
    backoffPolicy,
    backoffDelay: isoSeconds(backoffDelayMs),
    deadLetterSink: {
      ref: {
        apiVersion: 'eventing.knative.dev/v1alpha1',
        kind: 'KafkaSink',
        name: sinkName(brokerName),
      },
    },
  };
}

function sinkName(brokerName: string): string {
  return `${brokerName}-dead-letters`;
}

/** `PT0.2S`, as ISO 8601 writes 200 ms. */
export function isoSeconds(ms: number): string {
  return `PT${ms / 1000}S`;
}
