/** The topics of Kafka that the product declares, those of dead letters among them. */
import { brokers } from '#schema/brokers.ts';
import { partitions, topics } from '#schema/product.ts';
import type { TopicSpec } from '#shared/log/log.ts';
import { deadLetterRetentionMs, deadLetterTopic } from '#shared/push/broker.ts';

export const topicSpecs: readonly TopicSpec[] = [
  ...topics,
  ...brokers.map(({ topic }) => ({
    name: deadLetterTopic(topic),
    partitions,
    retentionMs: deadLetterRetentionMs,
  })),
];
