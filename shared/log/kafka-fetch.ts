/** Reads one partition by long polls on a connection of its own, so that waiting here delays nobody else. */
import { fetchV17 } from '@platformatic/kafka';
import { decodeRecords } from './kafka-batch.ts';
import type { KafkaCluster, KafkaTopic } from './kafka-cluster.ts';
import { answeredWith, KafkaSilent, KafkaUnreachable, type Link } from './kafka-connection.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { OffsetOutOfRange, type StoredRecord, TopicUnknown } from './log.ts';
import type { PartitionSource } from './partition-loop.ts';
import { pause, type Signal, signal } from './signal.ts';

/** What one answer brings, unless its first batch alone is larger. */
const fetchBytesMax = 1024 * 1024;
/** An idle partition asks this often. */
const pollMsMax = 2_000;
const answerMsMax = pollMsMax + 4_000;
const retryMsMin = 100;
const retryMsMax = 2_000;

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
    return { records, nextOffset: Math.max(offset, end) };
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

export interface KafkaSourceOptions {
  readonly cluster: KafkaCluster;
  readonly topics: KafkaTopics;
  readonly topic: KafkaTopic;
  readonly partition: number;
  readonly recordsMax: number;
  report(problem: string, error: unknown): void;
}

export function kafkaSource(options: KafkaSourceOptions): PartitionSource {
  const { cluster, topics, topic, partition, recordsMax } = options;
  let following: Following | undefined;

  async function leaderLink(own: Following): Promise<Link> {
    const { id, leaders } = await cluster.topic(topic.name);
    if (id !== topic.id) throw new TopicUnknown(`${topic.name} was made again`);
    const leader = leaders[partition];
    if (leader === undefined) throw new LeaderMoved(`${topic.name} has no leader`);
    const address = `${leader.host}:${leader.port}`;
    if (own.connection === undefined || own.address !== address) {
      own.connection?.close();
      own.connection = cluster.ownLink(leader, answerMsMax);
      own.address = address;
    }
    return own.connection;
  }

  /** What was brought and not asked for yet. */
  function kept(own: Following, offset: number): readonly StoredRecord[] {
    if (own.rest[0]?.offset !== offset) own.rest = [];
    const taken = own.rest.slice(0, recordsMax);
    own.rest = own.rest.slice(recordsMax);
    return taken;
  }

  async function poll(own: Following, offset: number): Promise<readonly StoredRecord[]> {
    let at = offset;
    while (!own.stopped) {
      const connection = await leaderLink(own);
      const { records, nextOffset } = await fetchOnce(connection, topic, partition, at, pollMsMax);
      at = nextOffset;
      if (records.length === 0) continue;
      own.rest = records.slice(recordsMax);
      return records.slice(0, recordsMax);
    }
    return [];
  }

  /** A broker that is away is waited for: what the reader knows in memory stays true meanwhile. */
  async function insist(own: Following, offset: number): Promise<readonly StoredRecord[]> {
    for (let retryMs = retryMsMin; ; retryMs = Math.min(retryMs * 2, retryMsMax)) {
      try {
        return await poll(own, offset);
      } catch (error) {
        if (own.stopped) return [];
        if (!isTheWorlds(error)) throw error;
        options.report(`records of ${topic.name} are waited for`, error);
        cluster.forget(topic.name);
        await pause(retryMs, own.retry);
      }
    }
  }

  return {
    state: () => topics.partition(topic, partition),
    follow() {
      const own: Following = {
        stopped: false,
        rest: [],
        retry: signal(),
        interrupted: Promise.withResolvers(),
        connection: undefined,
        address: '',
      };
      following = own;
      return {
        beyond: async () => recordsMax,
        interrupt() {
          own.stopped = true;
          own.retry.call();
          own.interrupted.resolve([]);
          own.connection?.close();
        },
        endsAt: () => undefined,
        close: () => own.connection?.close(),
      };
    },
    async read(offset) {
      const own = following;
      if (own === undefined || own.stopped) return [];
      const records = kept(own, offset);
      if (records.length > 0) return records;
      // A long poll that nobody waits for any more ends with its connection.
      return Promise.race([insist(own, offset), own.interrupted.promise]);
    },
  };
}

interface Following {
  stopped: boolean;
  rest: readonly StoredRecord[];
  readonly retry: Signal;
  readonly interrupted: PromiseWithResolvers<readonly StoredRecord[]>;
  connection: Link | undefined;
  address: string;
}

function isTheWorlds(error: unknown): boolean {
  return (
    error instanceof KafkaUnreachable ||
    error instanceof KafkaSilent ||
    error instanceof LeaderMoved
  );
}
