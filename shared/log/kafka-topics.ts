/** Topics of Kafka: made as declared, refused when they stand otherwise, looked at where they begin and end. */
import { setTimeout as pauseFor } from 'node:timers/promises';
import { type Broker, createTopicsV7, listOffsetsV9 } from '@platformatic/kafka';
import type { KafkaCluster, KafkaTopic } from './kafka-cluster.ts';
import { answeredWith, KafkaUnreachable } from './kafka-connection.ts';
import {
  LogUnavailable,
  type PartitionState,
  TopicMismatch,
  type TopicSpec,
  TopicUnknown,
} from './log.ts';
import { topicSettings } from './topic-settings.ts';

/** How many brokers keep it is the cluster's own setting. */
const asTheBrokerSays = -1;
const createMsMax = 4_000;
/** The brokers learn of a topic one after the other, within milliseconds. */
const knownTriesMax = 50;
const knownMs = 100;
const answerMsMax = 5_000;
const latest = -1n;
const earliest = -2n;

export interface KafkaTopics {
  ensure(spec: TopicSpec): Promise<void>;
  partitions(name: string): Promise<readonly PartitionState[]>;
  /** Of the topic that was known; `undefined` when that is gone. */
  partition(topic: KafkaTopic, partition: number): Promise<PartitionState | undefined>;
  /** Rejects when a declared topic stands with another partition count. */
  check(topic: KafkaTopic): void;
}

export function kafkaTopics(cluster: KafkaCluster, declared: readonly TopicSpec[]): KafkaTopics {
  const wanted = new Map(declared.map(({ name, partitions }) => [name, partitions]));

  function check({ name, leaders }: KafkaTopic): void {
    const partitions = wanted.get(name) ?? leaders.length;
    if (leaders.length !== partitions) throw mismatch(name, leaders.length, partitions);
  }

  async function create(spec: TopicSpec): Promise<void> {
    const { name, partitions } = spec;
    const configs = Object.entries(topicSettings(spec)).map(([setting, value]) => ({
      name: setting,
      value: String(value),
    }));
    const topic = { name, numPartitions: partitions, replicationFactor: asTheBrokerSays };
    const answer = await cluster.ask((connection) =>
      createTopicsV7.api.async(
        connection,
        [{ ...topic, assignments: [], configs }],
        createMsMax,
        false,
      ),
    );
    await until(name, answer.topics[0]?.topicId);
  }

  async function until(name: string, id: string | undefined): Promise<void> {
    for (let attempt = 1; attempt <= knownTriesMax; attempt += 1) {
      const found = await existing(name);
      const led = found?.leaders.every((leader) => leader !== undefined) === true;
      if (led && found.id === id && (await answers(found))) return;
      await pauseFor(knownMs);
    }
    throw new KafkaUnreachable(`topic ${name} was made, and the brokers do not know it`);
  }

  /** Its leaders are named before they know that they lead. */
  async function answers(topic: KafkaTopic): Promise<boolean> {
    try {
      await states(topic, [...topic.leaders.keys()]);
      return true;
    } catch (error) {
      if (error instanceof LogUnavailable) return false;
      throw error;
    }
  }

  async function existing(name: string): Promise<KafkaTopic | undefined> {
    try {
      return await cluster.freshTopic(name);
    } catch (error) {
      if (error instanceof TopicUnknown) return undefined;
      throw error;
    }
  }

  async function states(topic: KafkaTopic, numbers: readonly number[]): Promise<PartitionState[]> {
    const byLeader = Map.groupBy(numbers, (partition) => topic.leaders[partition]);
    const found = new Map<number, PartitionState>();
    for (const [leader, partitions] of byLeader) {
      if (leader === undefined) throw new KafkaUnreachable(`${topic.name} has no leader`);
      const [first, next] = await Promise.all([
        offsets(topic.name, leader, partitions, earliest),
        offsets(topic.name, leader, partitions, latest),
      ]);
      for (const partition of partitions) {
        found.set(partition, {
          topicIdentity: topic.id,
          firstOffset: first.get(partition) ?? 0,
          nextOffset: next.get(partition) ?? 0,
        });
      }
    }
    return numbers.flatMap((partition) => found.get(partition) ?? []);
  }

  async function offsets(
    name: string,
    leader: Broker,
    partitions: readonly number[],
    timestamp: bigint,
  ): Promise<ReadonlyMap<number, number>> {
    const asked = partitions.map((partitionIndex) => ({
      partitionIndex,
      currentLeaderEpoch: -1,
      timestamp,
    }));
    const answer = await cluster
      .link(leader, 'look', answerMsMax)
      .request((open) => listOffsetsV9.api.async(open, -1, 0, [{ name, partitions: asked }]))
      .catch((error: unknown) => {
        const [said] = answeredWith(error);
        // A broker that has just come back leads nothing yet: who asks again is answered.
        if (said !== undefined) throw new LogUnavailable(`${name} is answered with ${said}`);
        throw error;
      });
    return new Map(
      answer.topics.flatMap((topic) =>
        topic.partitions.map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)]),
      ),
    );
  }

  return {
    async ensure(spec) {
      const found = await existing(spec.name);
      if (found === undefined) {
        try {
          return await create(spec);
        } catch (error) {
          // Another process was quicker.
          if (!answeredWith(error).includes('TOPIC_ALREADY_EXISTS')) throw error;
        }
      }
      const { leaders } = found ?? (await cluster.freshTopic(spec.name));
      if (leaders.length !== spec.partitions) {
        throw mismatch(spec.name, leaders.length, spec.partitions);
      }
    },
    async partitions(name) {
      const topic = await cluster.freshTopic(name);
      check(topic);
      return states(topic, [...topic.leaders.keys()]);
    },
    async partition({ name, id }, partition) {
      const topic = await existing(name);
      if (topic?.id !== id) return undefined;
      check(topic);
      const [state] = await states(topic, [partition]);
      return state;
    },
    check,
  };
}

function mismatch(name: string, found: number, wanted: number): TopicMismatch {
  return new TopicMismatch(
    `topic ${name} stands with ${found} partitions instead of ${wanted}: keys would go to other writers`,
  );
}
