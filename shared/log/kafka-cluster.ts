/** What is known of a Kafka cluster: its topics and who leads their partitions, asked again when it turns out to be old. */

import { setTimeout as pauseFor } from 'node:timers/promises';
import { type Broker, type Connection, findCoordinatorV6, metadataV12 } from '@platformatic/kafka';
import type { KafkaAccess } from './kafka-access.ts';
import { answeredWith, KafkaUnreachable, type Link, link } from './kafka-connection.ts';
import { TopicUnknown } from './log.ts';

export interface KafkaTopic {
  readonly name: string;
  /** Another one when the topic is made again. */
  readonly id: string;
  /** By partition; `undefined` while it has no leader. */
  readonly leaders: readonly (Broker | undefined)[];
}

export interface KafkaCluster {
  /** As last seen; rejects with `TopicUnknown`. */
  topic(name: string): Promise<KafkaTopic>;
  /** As the cluster has it now. */
  freshTopic(name: string): Promise<KafkaTopic>;
  forget(name: string): void;
  /** Of its own for each purpose, so that a long wait of one delays no other. */
  link(broker: Broker, purpose: string, timeoutMs: number): Link;
  /** For one that comes and goes with its user, who closes it. */
  ownLink(broker: Broker, timeoutMs: number): Link;
  /** The first broker that answers. */
  ask<Answer>(request: (connection: Connection) => Promise<Answer>): Promise<Answer>;
  coordinator(group: string): Promise<Broker>;
  close(): void;
}

/** Far more than a house has; beyond it names are looked up each time. */
const knownMax = 1_000;
const askMsMax = 5_000;
/** An election takes milliseconds; a topic made a moment ago is known to all brokers as soon. */
const settleTriesMax = 20;
const settleMs = 100;

export function kafkaCluster(access: KafkaAccess): KafkaCluster {
  const bootstrap = access.brokers.map(brokerOf);
  const topics = new Map<string, KafkaTopic>();
  const links = new Map<string, Link>();
  let learned: readonly Broker[] = [];

  function linkTo(broker: Broker, purpose: string, timeoutMs: number): Link {
    const name = `${purpose} ${broker.host}:${broker.port}`;
    const found = links.get(name) ?? link(broker, { ...access, timeoutMs });
    links.set(name, found);
    return found;
  }

  async function ask<Answer>(
    request: (connection: Connection) => Promise<Answer>,
  ): Promise<Answer> {
    let failure: unknown = new KafkaUnreachable('there is no broker to ask');
    for (const broker of [...learned, ...bootstrap]) {
      try {
        return await linkTo(broker, 'ask', askMsMax).request(request);
      } catch (error) {
        if (answeredWith(error).length > 0) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async function freshTopic(name: string): Promise<KafkaTopic> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await lookUp(name);
      } catch (error) {
        const reasons = answeredWith(error);
        if (reasons.includes('UNKNOWN_TOPIC_OR_PARTITION')) {
          topics.delete(name);
          throw new TopicUnknown(`there is no topic ${name}`);
        }
        if (!reasons.includes('LEADER_NOT_AVAILABLE') || attempt === settleTriesMax) throw error;
        await pauseFor(settleMs);
      }
    }
  }

  async function lookUp(name: string): Promise<KafkaTopic> {
    const answer = await ask((connection) => metadataV12.api.async(connection, [name], false));
    const brokers = new Map(
      answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]),
    );
    learned = [...brokers.values()];
    const found = answer.topics.find((each) => each.name === name);
    if (found === undefined) throw new TopicUnknown(`there is no topic ${name}`);
    const leaders: (Broker | undefined)[] = found.partitions.map(() => undefined);
    for (const { partitionIndex, leaderId } of found.partitions) {
      leaders[partitionIndex] = brokers.get(leaderId);
    }
    const topic = { name, id: found.topicId, leaders };
    if (topics.size < knownMax || topics.has(name)) topics.set(name, topic);
    return topic;
  }

  return {
    topic: async (name) => topics.get(name) ?? freshTopic(name),
    freshTopic,
    forget: (name) => void topics.delete(name),
    link: linkTo,
    ownLink: (broker, timeoutMs) => link(broker, { ...access, timeoutMs }),
    ask,
    async coordinator(group) {
      const answer = await ask((connection) => findCoordinatorV6.api.async(connection, 0, [group]));
      const [found] = answer.coordinators;
      if (found === undefined) throw new KafkaUnreachable(`nobody keeps the group ${group}`);
      return { host: found.host, port: found.port };
    },
    close() {
      for (const each of links.values()) each.close();
    },
  };
}

function brokerOf(address: string): Broker {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}
