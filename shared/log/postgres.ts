/** The event log on PostgreSQL: Kafka's topics, offsets and consumer groups, for a house that runs no Kafka. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type PostgresListener, postgresListener } from '#shared/database/postgres-listener.ts';
import {
  groupSubscription,
  type LeaseTimes,
  type RunningSubscription,
} from './group-subscription.ts';
import { type EventLog, OffsetOutOfRange, type SubscribeOptions } from './log.ts';
import type { PartitionSource } from './partition-loop.ts';
import { announcer, endsChannel, endsOf } from './postgres-announce.ts';
import { postgresAppend } from './postgres-append.ts';
import { groupMember, groupsChannel } from './postgres-group.ts';
import { postgresPrune } from './postgres-prune.ts';
import { postgresRead } from './postgres-read.ts';
import { logSession } from './postgres-session.ts';
import { postgresTopics } from './postgres-topics.ts';
import { isWellFormed, recentBatches, storedFrom } from './recent.ts';
import { type End, type PollMs, tails } from './tails.ts';

export interface PostgresEventLogOptions extends Partial<LeaseTimes> {
  /** A direct address: sessions are set up once, and LISTEN does not pass a transaction pooler. */
  readonly url: string;
  readonly role?: string | undefined;
  readonly applicationName?: string | undefined;
  readonly appendConnectionsMax?: number | undefined;
  readonly readConnectionsMax?: number | undefined;
  readonly statementTimeoutMs?: number | undefined;
  /** How often it looks where partitions end when nobody says anything. */
  readonly pollMs?: PollMs | undefined;
  /** Told of what goes wrong besides readers: heartbeats, commits, announcements. The log goes on. */
  report(problem: string, error: unknown): void;
}

export interface PostgresEventLog extends EventLog {
  /** Lets go of records past their topic's retention; resolves with the number of batches. For a schedule. */
  prune(): Promise<number>;
  /** With all its records and groups; says whether it was there. */
  deleteTopic(name: string): Promise<boolean>;
}

/** The topic may be made again, and its members join it anew. */
interface Joined {
  topicId: number | undefined;
}

interface Member {
  readonly group: string;
  readonly joined: Joined;
}

/** One append per partition is in flight; beyond eight at once they wait for the same disk anyway. */
const defaultAppendConnectionsMax = 8;
/** Of their own, so that a jam of appends never ends a lease. */
const defaultReadConnectionsMax = 4;
/** A batch takes milliseconds; the server gives up well before a caller of `gatheredAppend` does. */
const defaultStatementTimeoutMs = 4_000;
/** Two renewals may fail before a lease ends, and a killed member's partitions rest half a minute. */
const defaultTimes: LeaseTimes = { leaseMs: 30_000, renewMs: 10_000, commitMs: 1_000 };

const ends = `
  select topic_id as "topicId", partition, next_offset as "nextOffset"
  from log.partitions where topic_id = any($1::integer[])`;

export function postgresEventLog(options: PostgresEventLogOptions): PostgresEventLog {
  const { url, report } = options;
  const times: LeaseTimes = {
    leaseMs: options.leaseMs ?? defaultTimes.leaseMs,
    renewMs: options.renewMs ?? defaultTimes.renewMs,
    commitMs: options.commitMs ?? defaultTimes.commitMs,
  };
  assert(times.renewMs * 2 < times.leaseMs, 'a lease outlives one lost renewal');
  const connection = {
    url,
    role: options.role ?? 'serai_log',
    applicationName: options.applicationName ?? 'serai log',
    statementTimeoutMs: options.statementTimeoutMs ?? defaultStatementTimeoutMs,
  };
  const appends = logSession({
    ...connection,
    connectionsMax: options.appendConnectionsMax ?? defaultAppendConnectionsMax,
  });
  const reads = logSession({
    ...connection,
    connectionsMax: options.readConnectionsMax ?? defaultReadConnectionsMax,
  });
  const process = randomUUID();
  const topics = postgresTopics(reads);
  const readPartition = postgresRead(reads);
  const announced = announcer(appends, (error) =>
    report('where partitions end was not announced', error),
  );
  const known = tails(
    (topicIds) => reads.run<End>(ends, [topicIds]),
    (error) => report('where partitions end was not found out', error),
    options.pollMs,
  );
  const recent = recentBatches();
  const subscriptions = new Map<RunningSubscription, Member>();
  let listening: PostgresListener | undefined;

  async function listen(): Promise<void> {
    listening ??= postgresListener({
      url,
      applicationName: `${connection.applicationName} listener`,
      onNotification: (channel, payload) =>
        (channel === endsChannel ? tellEnds : tellGroup)(payload),
      onReconnected() {
        known.look();
        for (const subscription of subscriptions.keys()) subscription.look();
      },
    });
    await Promise.all([listening.listen(endsChannel), listening.listen(groupsChannel)]);
  }

  function sourceOf(
    topicId: number,
    partition: number,
    { batchRecordsMax }: SubscribeOptions,
  ): PartitionSource {
    return {
      state: () => topics.partition(topicId, partition),
      follow: (nextOffset) => known.follow(topicId, partition, nextOffset),
      async read(offset, expected) {
        const recordsMax = batchRecordsMax;
        const records =
          recent.read(topicId, partition, offset, recordsMax) ??
          (await readPartition({ topicId, partition, offset, recordsMax, expected }));
        const [first] = records;
        if (first !== undefined && first.offset !== offset) {
          throw new OffsetOutOfRange(`records from ${offset} to ${first.offset} are gone`);
        }
        return records;
      },
    };
  }

  /** Subscriptions of this process: what it appends to other topics it does not keep. */
  function readersHere(topicId: number): number {
    let count = 0;
    for (const { joined } of subscriptions.values()) if (joined.topicId === topicId) count += 1;
    return count;
  }

  function tellEnds(payload: string): void {
    for (const { topicId, partition, nextOffset } of endsOf(payload))
      known.moved(topicId, partition, nextOffset);
  }

  function tellGroup(payload: string): void {
    const space = payload.indexOf(' ');
    const topicId = Number(payload.slice(0, space));
    for (const [subscription, { group, joined }] of subscriptions) {
      if (group === payload.slice(space + 1) && joined.topicId === topicId) subscription.look();
    }
  }

  return {
    ensureTopic: topics.ensure,
    append: postgresAppend({
      session: appends,
      topics,
      process,
      appended(batch) {
        const { topicId, partition, nextOffset, othersRead, records, appendedAtMs } = batch;
        const readers = readersHere(topicId);
        if (readers > 0 && records.every(isWellFormed)) {
          const firstOffset = nextOffset - records.length;
          recent.keep({
            ...{ topicId, partition, firstOffset, nextOffset, readers },
            stored: () => storedFrom(firstOffset, appendedAtMs, records),
            bytes: batch.payload.length,
          });
        }
        known.moved(topicId, partition, nextOffset);
        if (othersRead) announced.announce({ topicId, partition, nextOffset });
      },
      uncertain: () => known.look(),
    }),
    partitions: topics.partitions,
    async read({ topic, partition }, offset, recordsMax) {
      const { id } = await topics.find(topic);
      return readPartition({ topicId: id, partition, offset, recordsMax, expected: recordsMax });
    },
    async subscribe(subscriber) {
      const { topic, group } = subscriber;
      await listen();
      const joined: Joined = { topicId: undefined };
      const running = await groupSubscription(subscriber, {
        ...times,
        report,
        async join() {
          const { id } = await topics.find(topic);
          joined.topicId = id;
          const membership = {
            group,
            topicId: id,
            member: randomUUID(),
            process,
            leaseMs: times.leaseMs,
          };
          return {
            member: groupMember(reads, membership),
            source: (partition) => sourceOf(id, partition, subscriber),
          };
        },
        forget: () => topics.forget(topic),
      });
      subscriptions.set(running, { group, joined });
      return {
        owned: running.owned,
        async stop() {
          await running.stop();
          subscriptions.delete(running);
        },
      };
    },
    async close() {
      await Promise.all([...subscriptions.keys()].map((subscription) => subscription.stop()));
      await known.close();
      await announced.settled();
      await Promise.all([listening?.close(), appends.close(), reads.close()]);
    },
    prune: () => postgresPrune(reads),
    deleteTopic: topics.remove,
  };
}
