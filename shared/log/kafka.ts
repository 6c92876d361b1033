/** The event log on Kafka ≥ 4.0. */
import { setTimeout as pauseFor } from 'node:timers/promises';
import {
  groupSubscription,
  type LeaseTimes,
  type RunningSubscription,
} from './group-subscription.ts';
import type { KafkaAccess } from './kafka-access.ts';
import { kafkaAppend } from './kafka-append.ts';
import { kafkaCluster } from './kafka-cluster.ts';
import { fetchOnce, LeaderMoved } from './kafka-fetch.ts';
import { kafkaGroup } from './kafka-group.ts';
import { sharedPolls } from './kafka-polls.ts';
import { kafkaSource } from './kafka-source.ts';
import { kafkaTopics } from './kafka-topics.ts';
import { type EventLog, OffsetOutOfRange, type TopicSpec, TopicUnknown } from './log.ts';

export interface KafkaEventLogOptions extends Partial<LeaseTimes> {
  readonly access: KafkaAccess;
  /** A topic that stands with another partition count than declared is refused, with the reason. */
  readonly declared?: readonly TopicSpec[];
  /** How long the first record of a request waits for others. */
  readonly gatherMs?: number;
  /** Told of what goes wrong besides readers: heartbeats, commits, brokers that are away. The log goes on. */
  report(problem: string, error: unknown): void;
}

/**
 * `leaseMs` is what a member may believe without hearing from the coordinator: the session time-out
 * that Kafka has for groups unless it is told otherwise. The fence in the database is what holds.
 */
const defaultTimes: LeaseTimes = { leaseMs: 45_000, renewMs: 3_000, commitMs: 1_000 };
/** A `handle` that takes longer loses its partition; batches take milliseconds. */
const rebalanceMs = 30_000;
const defaultGatherMs = 1;
const readMsMax = 5_000;
const retriesMax = 20;
const retryMs = 100;

export function kafkaEventLog(options: KafkaEventLogOptions): EventLog {
  const { access, report } = options;
  const times: LeaseTimes = {
    leaseMs: options.leaseMs ?? defaultTimes.leaseMs,
    renewMs: options.renewMs ?? defaultTimes.renewMs,
    commitMs: options.commitMs ?? defaultTimes.commitMs,
  };
  const cluster = kafkaCluster(access);
  const topics = kafkaTopics(cluster, options.declared ?? []);
  const join = sharedPolls(cluster);
  const subscriptions = new Set<RunningSubscription>();

  /** Once more when what was known of the topic has become wrong. */
  async function anew<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const old = error instanceof TopicUnknown || error instanceof LeaderMoved;
        if (!old || attempt === retriesMax) throw error;
        cluster.forget(name);
        if (error instanceof TopicUnknown) await cluster.freshTopic(name);
        await pauseFor(retryMs);
      }
    }
  }

  return {
    ensureTopic: topics.ensure,
    append: kafkaAppend({ cluster, topics, gatherMs: options.gatherMs ?? defaultGatherMs }),
    partitions: topics.partitions,
    read({ topic: name, partition }, offset, recordsMax) {
      return anew(name, async () => {
        const topic = await cluster.topic(name);
        const leader = topic.leaders[partition];
        if (leader === undefined) throw new LeaderMoved(`${name} has no leader`);
        const connection = cluster.link(leader, 'read', readMsMax);
        const from = async (at: number) => {
          const { records } = await fetchOnce(connection, topic, partition, at, 0);
          return records.slice(0, recordsMax);
        };
        try {
          return await from(offset);
        } catch (error) {
          if (!(error instanceof OffsetOutOfRange)) throw error;
          const state = await topics.partition(topic, partition);
          return state !== undefined && offset < state.firstOffset ? from(state.firstOffset) : [];
        }
      });
    },
    async subscribe(subscriber) {
      let look = (): void => undefined;
      const running = await groupSubscription(subscriber, {
        ...times,
        report,
        async join() {
          const topic = await cluster.freshTopic(subscriber.topic);
          topics.check(topic);
          const { group, batchRecordsMax, gatherMs = 0 } = subscriber;
          return {
            member: kafkaGroup({ cluster, group, topic, rebalanceMs, look: () => look() }),
            source: (partition) =>
              kafkaSource({
                ...{ cluster, topics, join, topic, partition, report },
                recordsMax: batchRecordsMax,
                gathers: gatherMs > 0,
              }),
          };
        },
        forget: () => cluster.forget(subscriber.topic),
      });
      look = running.look;
      subscriptions.add(running);
      return {
        owned: running.owned,
        async stop() {
          await running.stop();
          subscriptions.delete(running);
        },
      };
    },
    async close() {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      cluster.close();
    },
  };
}
