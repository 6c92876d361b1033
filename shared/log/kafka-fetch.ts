/** Fetches records of one partition from whoever leads it. */
import { createAPI, fetchV17, type Reader, ResponseError } from '@platformatic/kafka';
import type { KafkaCluster, KafkaTopic } from './kafka-cluster.ts';
import { answeredWith, type Link } from './kafka-connection.ts';
import { readBatches } from './kafka-records.ts';
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

/** Of the one partition that a request names. */
interface Answer {
  readonly errorCode: number;
  readonly batches: Buffer;
}

/** The library writes the request and its parser of answers makes an object of every field: batches are ours to read. */
const fetch = createAPI<Parameters<typeof fetchV17.createRequest>, Answer>(
  fetchV17.api.key,
  fetchV17.api.version,
  fetchV17.createRequest,
  (_correlationId, apiKey, apiVersion, reader) => {
    reader.readInt32(); // how long it was throttled
    const errorCode = reader.readInt16();
    reader.readInt32(); // session
    const [found] = reader.readArray((topic) => {
      topic.readUUID();
      return topic.readArray(partitionOf)[0];
    });
    const answer = found ?? { errorCode, batches: Buffer.alloc(0) };
    const code = errorCode === 0 ? answer.errorCode : errorCode;
    if (code === 0) return answer;
    throw new ResponseError(apiKey, apiVersion, { '/responses': [code, null] }, answer);
  },
);

function partitionOf(reader: Reader): Answer {
  reader.readInt32(); // partition
  const errorCode = reader.readInt16();
  reader.readInt64(); // high watermark
  reader.readInt64(); // last stable offset
  reader.readInt64(); // log start offset
  reader.readNullableArray((aborted) => [aborted.readInt64(), aborted.readInt64()]);
  reader.readInt32(); // preferred read replica
  const length = Math.max(0, reader.readUnsignedVarInt() - 1);
  const batches = reader.buffer.slice(reader.position, reader.position + length);
  reader.skip(length);
  return { errorCode, batches };
}

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
    const { batches } = await connection.request((open) =>
      fetch.async(open, waitMs, 1, fetchBytesMax, 0, 0, -1, topics, [], ''),
    );
    const records: StoredRecord[] = [];
    const nextOffset = readBatches(batches, offset, records);
    return { records, nextOffset, bytes: batches.length };
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
