/**
 * Appends to Kafka, acknowledged by all replicas. One request to a broker is on its way at a time
 * and carries what arrived for any of its partitions meanwhile: the cost is the request's. Not
 * idempotent: what is sent twice is known by its id or position
 * (docs/decisions/0015-kafka-client.md).
 */
import assert from 'node:assert/strict';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Broker } from '@platformatic/kafka';
import { systemTimerMs } from '#shared/system.ts';
import { approximateBytes } from './codec.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import { KafkaSilent, KafkaUnreachable } from './kafka-connection.ts';
import { kafkaLane, type Lane } from './kafka-lane.ts';
import { type Outcome, producer } from './kafka-produce.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { type Appended, type LogRecord, type TopicPartition, TopicUnknown } from './log.ts';
import { batchBytesMax } from './topic-settings.ts';

export interface KafkaAppendOptions {
  readonly cluster: KafkaCluster;
  /** How long the first record waits for others. */
  readonly gatherMs: number;
  /** Refuses a topic that stands otherwise than declared. */
  readonly topics: Pick<KafkaTopics, 'check'>;
}

/** A new leader is elected within it; a caller is told sooner than it would give up itself. */
const retryMsMax = 2_000;
const retryMs = 100;

/** The broker has not taken it, and may soon: another leads, or too few replicas are there. */
const notTaken = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'NOT_ENOUGH_REPLICAS',
  'KAFKA_STORAGE_ERROR',
  'THROTTLING_QUOTA_EXCEEDED',
]);
/** The log's own leader has it, and nobody knows of the others. */
const inDoubt = new Set([
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'UNKNOWN_SERVER_ERROR',
]);

export function kafkaAppend({ cluster, topics, gatherMs }: KafkaAppendOptions) {
  const lanes = new Map<string, Lane>();

  function laneOf(broker: Broker): Lane {
    const name = `${broker.host}:${broker.port}`;
    const found = lanes.get(name) ?? kafkaLane(producer(cluster, broker), gatherMs);
    lanes.set(name, found);
    return found;
  }

  async function once(to: TopicPartition, records: readonly LogRecord[]): Promise<Outcome> {
    const topic = await cluster.topic(to.topic);
    topics.check(topic);
    const { leaders } = topic;
    assert(to.partition < leaders.length, `topic ${to.topic} has no partition ${to.partition}`);
    const leader = leaders[to.partition];
    if (leader === undefined) return 'unreachable';
    return laneOf(leader)(to, records);
  }

  async function attempt(to: TopicPartition, records: readonly LogRecord[]): Promise<Outcome> {
    try {
      return await once(to, records);
    } catch (error) {
      // Of looking its leader up: nothing was sent.
      if (error instanceof KafkaUnreachable || error instanceof KafkaSilent) return 'unreachable';
      if (error instanceof TopicUnknown) return { reason: 'UNKNOWN_TOPIC_OR_PARTITION' };
      throw error;
    }
  }

  return async (to: TopicPartition, records: readonly LogRecord[]): Promise<Appended> => {
    if (records.length === 0) return 'appended';
    let bytes = 0;
    for (const record of records) bytes += approximateBytes(record);
    assert(bytes <= batchBytesMax, `a batch has at most ${batchBytesMax} bytes`);
    const untilMs = systemTimerMs() + retryMsMax;
    for (;;) {
      const outcome = await attempt(to, records);
      if (outcome === 'appended') return 'appended';
      if (outcome === 'silent') return 'unknown';
      if (outcome !== 'unreachable') {
        if (inDoubt.has(outcome.reason)) return 'unknown';
        if (!notTaken.has(outcome.reason)) {
          throw new Error(`Kafka takes no such records for ${to.topic}: ${outcome.reason}`);
        }
      }
      cluster.forget(to.topic);
      if (systemTimerMs() + retryMs > untilMs) return 'refused';
      await pauseFor(retryMs);
    }
  };
}
