/** Fetches records of one partition from whoever leads it. */
import { fetchV17 } from '@platformatic/kafka';
import { decodeRecords } from './kafka-batch.ts';
import type { KafkaCluster, KafkaTopic } from './kafka-cluster.ts';
import { answeredWith, type Link } from './kafka-connection.ts';
import { OffsetOutOfRange, type StoredRecord, TopicUnknown } from './log.ts';

/** What one answer brings, unless its first batch alone is larger. */
const fetchBytesMax = 1024 * 1024;
/** An idle partition is asked this often. */
export const pollMsMax = 2_000;
const answerMsMax = pollMsMax + 4_000;

/** Somebody else leads, or will in a moment. */
const leaderMoved = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'OFFSET_NOT_AVAILABLE',
]);
const topicGone = new Set([
  'UNKNOWN_TOPIC_ID',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INCONSISTENT_TOPIC_ID',
]);

export interface Fetched {
  readonly records: readonly StoredRecord[];
  /** Where to go on; beyond the records when only a transaction's marks follow them. */
  readonly nextOffset: number;
  /** As they came. */
  readonly bytes: number;
}

/** Rejects with `OffsetOutOfRange`, `TopicUnknown`, `LeaderMoved` or what a link rejects with. */
export async function fetchOnce(
  connection: Link,
  topic: KafkaTopic,
  partition: number,
  offset: number,
  waitMs: number,
): Promise<Fetched> {
  const wanted = {
    partition,
    currentLeaderEpoch: -1,
    fetchOffset: BigInt(offset),
    lastFetchedEpoch: -1,
    partitionMaxBytes: fetchBytesMax,
  };
  const topics = [{ topicId: topic.id, partitions: [wanted] }];
  try {
    const answer = await connection.request((open) =>
      fetchV17.api.async(open, waitMs, 1, fetchBytesMax, 0, 0, -1, topics, [], ''),
    );
    const batches = answer.responses[0]?.partitions[0]?.records ?? [];
    const records: StoredRecord[] = [];
    decodeRecords(batches, offset, records);
    const last = batches.at(-1);
    const end = last === undefined ? offset : Number(last.firstOffset) + last.lastOffsetDelta + 1;
    const bytes = batches.reduce((sum, { length }) => sum + length, 0);
    return { records, nextOffset: Math.max(offset, end), bytes };
  } catch (error) {
    const reasons = answeredWith(error);
    const at = `${topic.name}, partition ${partition}`;
    if (reasons.includes('OFFSET_OUT_OF_RANGE')) {
      throw new OffsetOutOfRange(`${at}: ${offset} is not in the log`);
    }
    if (reasons.some((reason) => topicGone.has(reason))) {
      throw new TopicUnknown(`${at}: the topic was deleted`);
    }
    if (reasons.some((reason) => leaderMoved.has(reason))) {
      throw new LeaderMoved(`${at}: ${reasons}`, { cause: error });
    }
    throw error;
  }
}

export class LeaderMoved extends Error {
  override readonly name = 'LeaderMoved';
}

/** Rejects as `fetchOnce` does. */
export interface LeaderFetch {
  fetch(offset: number, waitMs: number): Promise<Fetched>;
  close(): void;
}

/** Over a connection of its own, so that waiting here delays nobody else. */
export function leaderFetch(
  cluster: KafkaCluster,
  topic: KafkaTopic,
  partition: number,
): LeaderFetch {
  let connection: Link | undefined;
  let address = '';

  async function leaderLink(): Promise<Link> {
    const { id, leaders } = await cluster.topic(topic.name);
    if (id !== topic.id) throw new TopicUnknown(`${topic.name} was made again`);
    const leader = leaders[partition];
    if (leader === undefined) throw new LeaderMoved(`${topic.name} has no leader`);
    const found = `${leader.host}:${leader.port}`;
    if (connection === undefined || address !== found) {
      connection?.close();
      connection = cluster.ownLink(leader, answerMsMax);
      address = found;
    }
    return connection;
  }

  return {
    fetch: async (offset, waitMs) =>
      fetchOnce(await leaderLink(), topic, partition, offset, waitMs),
    close: () => connection?.close(),
  };
}
