/**
 * Where the readers of this process wait for a partition to grow: one long poll for all of them, and what it
 * brings is kept until each has read it.
 */
import type { KafkaCluster, KafkaTopic } from './kafka-cluster.ts';
import { type Fetched, type LeaderFetch, leaderFetch } from './kafka-fetch.ts';
import type { StoredRecord } from './log.ts';
import { type Recent, recentBatches } from './recent.ts';

/** One reader's part in the polls of its partition. */
export interface SharedPoll {
  /** What some reader's poll has brought; undefined where nothing of it begins at `offset`. */
  kept(offset: number, recordsMax: number): readonly StoredRecord[] | undefined;
  /** Undefined while somebody waits at another offset. */
  poll(offset: number, waitMs: number): Promise<Fetched> | undefined;
  /** True while somebody waits, wherever. */
  polling(): boolean;
  leave(): void;
}

interface Shared {
  readonly leader: LeaderFetch;
  readers: number;
  current: { readonly offset: number; readonly answer: Promise<Fetched> } | undefined;
}

export type JoinPoll = (topic: KafkaTopic, partition: number) => SharedPoll;

export function sharedPolls(cluster: KafkaCluster, recent: Recent = recentBatches()): JoinPoll {
  const polls = new Map<string, Shared>();

  return (topic, partition) => {
    const name = `${topic.id}:${partition}`;
    const shared: Shared = polls.get(name) ?? {
      leader: leaderFetch(cluster, topic, partition),
      readers: 0,
      current: undefined,
    };
    polls.set(name, shared);
    shared.readers += 1;

    async function ask(offset: number, waitMs: number): Promise<Fetched> {
      try {
        const fetched = await shared.leader.fetch(offset, waitMs);
        const { records, nextOffset, bytes } = fetched;
        if (records.length > 0)
          recent.keep({
            ...{ topicId: topic.id, partition, firstOffset: offset, nextOffset, bytes },
            stored: () => records,
            readers: shared.readers,
          });
        return fetched;
      } finally {
        shared.current = undefined;
      }
    }

    return {
      kept: (offset, recordsMax) => recent.read(topic.id, partition, offset, recordsMax),
      poll(offset, waitMs) {
        shared.current ??= { offset, answer: ask(offset, waitMs) };
        return shared.current.offset === offset ? shared.current.answer : undefined;
      },
      polling: () => shared.current !== undefined,
      leave() {
        shared.readers -= 1;
        if (shared.readers > 0) return;
        polls.delete(name);
        // A long poll that nobody waits for any more ends with its connection.
        shared.current?.answer.catch(() => undefined);
        shared.leader.close();
      },
    };
  };
}
