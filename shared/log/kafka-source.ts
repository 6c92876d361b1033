/** The records of one partition for one reader: what others of this process have fetched, and what it fetches itself. */
import type { KafkaCluster, KafkaTopic } from './kafka-cluster.ts';
import { KafkaSilent, KafkaUnreachable } from './kafka-connection.ts';
import { type LeaderFetch, LeaderMoved, leaderFetch, pollMsMax } from './kafka-fetch.ts';
import type { JoinPoll, SharedPoll } from './kafka-polls.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import type { StoredRecord } from './log.ts';
import type { PartitionSource } from './partition-loop.ts';
import { pause, type Signal, signal } from './signal.ts';

const retryMsMin = 100;
const retryMsMax = 2_000;

export interface KafkaSourceOptions {
  readonly cluster: KafkaCluster;
  readonly topics: KafkaTopics;
  readonly join: JoinPoll;
  readonly topic: KafkaTopic;
  readonly partition: number;
  readonly recordsMax: number;
  /** Records wait for more of them: what came meanwhile is asked for, too. */
  readonly gathers: boolean;
  report(problem: string, error: unknown): void;
}

interface Following {
  readonly shared: SharedPoll;
  /** For who stands behind what the shared poll has brought. */
  readonly behind: LeaderFetch;
  readonly retry: Signal;
  stopped: boolean;
  /** Ends the wait of the moment. */
  interrupted: () => void;
  /** Found, and not handed out yet: from `at` on. */
  at: number;
  rest: readonly StoredRecord[];
}

export function kafkaSource(options: KafkaSourceOptions): PartitionSource {
  const { cluster, topics, topic, partition, recordsMax } = options;
  let following: Following | undefined;

  /** The next records from `offset` on, waited for; none when it was stopped. */
  async function next(own: Following, offset: number): Promise<readonly StoredRecord[]> {
    for (let at = offset; !own.stopped; ) {
      const kept = own.shared.kept(at, recordsMax);
      if (kept !== undefined) return kept;
      const asked = own.shared.poll(at, pollMsMax) ?? own.behind.fetch(at, pollMsMax);
      const { records, nextOffset } = await asked;
      if (records.length > 0) return own.shared.kept(at, recordsMax) ?? records;
      at = nextOffset;
    }
    return [];
  }

  /** A broker that is away is waited for: what the reader knows in memory stays true meanwhile. */
  async function insist(own: Following, offset: number): Promise<readonly StoredRecord[]> {
    for (let retryMs = retryMsMin; ; retryMs = Math.min(retryMs * 2, retryMsMax)) {
      try {
        return await next(own, offset);
      } catch (error) {
        if (own.stopped) return [];
        if (!isTheWorlds(error)) throw error;
        options.report(`records of ${topic.name} are waited for`, error);
        cluster.forget(topic.name);
        await pause(retryMs, own.retry);
      }
    }
  }

  /** Sees that something is there to hand out from `offset` on, unless it was stopped. */
  async function find(own: Following, offset: number): Promise<void> {
    if (own.at === offset && own.rest.length > 0) return;
    own.at = offset;
    own.rest = [];
    if (own.stopped) return;
    const { promise, resolve, reject } = Promise.withResolvers<readonly StoredRecord[]>();
    own.interrupted = () => resolve([]);
    insist(own, offset).then(resolve, reject);
    own.rest = await promise;
  }

  /** What came while the found ones waited. It only makes a batch larger, so its failure is left to who waits next. */
  async function andMore(
    own: Following,
    found: readonly StoredRecord[],
  ): Promise<readonly StoredRecord[]> {
    const last = found.at(-1);
    if (last === undefined || found.length >= recordsMax) return found;
    const from = last.offset + 1;
    let more = own.shared.kept(from, recordsMax - found.length);
    if (more === undefined && !own.shared.polling()) {
      await own.shared.poll(from, 0)?.catch(() => undefined);
      more = own.shared.kept(from, recordsMax - found.length);
    }
    return more === undefined ? found : [...found, ...more];
  }

  return {
    state: () => topics.partition(topic, partition),
    follow() {
      const own: Following = {
        shared: options.join(topic, partition),
        behind: leaderFetch(cluster, topic, partition),
        retry: signal(),
        stopped: false,
        interrupted: () => undefined,
        at: 0,
        rest: [],
      };
      following = own;
      return {
        async beyond(position) {
          await find(own, position);
          return own.rest.length;
        },
        interrupt() {
          own.stopped = true;
          own.retry.call();
          own.interrupted();
        },
        endsAt: () => undefined,
        close() {
          own.shared.leave();
          own.behind.close();
        },
      };
    },
    async read(offset) {
      const own = following;
      if (own === undefined) return [];
      await find(own, offset);
      const found = own.rest.slice(0, recordsMax);
      own.rest = own.rest.slice(recordsMax);
      own.at = (found.at(-1)?.offset ?? offset) + 1;
      return options.gathers ? andMore(own, found) : found;
    },
  };
}

function isTheWorlds(error: unknown): boolean {
  return (
    error instanceof KafkaUnreachable ||
    error instanceof KafkaSilent ||
    error instanceof LeaderMoved
  );
}
