/**
 * A member of a consumer group by Kafka's own protocol for them (KIP-848): the coordinator decides
 * who has which partition, and gives one to another member only when the first has said that it is
 * done with it.
 */
import { randomUUID } from 'node:crypto';
import { consumerGroupHeartbeatV1, offsetCommitV9, offsetFetchV9 } from '@platformatic/kafka';
import type { GroupMember, Held, Lease, Progress, Turn } from './group-member.ts';
import type { KafkaCluster, KafkaTopic } from './kafka-cluster.ts';
import { answeredWith, type Link } from './kafka-connection.ts';

export interface KafkaGroupOptions {
  readonly cluster: KafkaCluster;
  readonly group: string;
  readonly topic: KafkaTopic;
  /** How long a `handle` may take before its partition is given to another. */
  readonly rebalanceMs: number;
  /** The member should take a turn soon. */
  look(): void;
}

const answerMsMax = 5_000;
const joining = 0;
const leaving = -1;

/** The coordinator has given the member up. */
const fenced = new Set(['UNKNOWN_MEMBER_ID', 'FENCED_MEMBER_EPOCH', 'UNRELEASED_INSTANCE_ID']);

export function kafkaGroup(options: KafkaGroupOptions): GroupMember {
  const { cluster, group, topic } = options;
  const memberId = randomUUID();
  let memberEpoch = joining;
  /** Grows with every loss of membership, so that a partition given again is not taken for the one held. */
  let given = 0;
  const assigned = new Map<number, number>();
  let coordinator: Promise<Link> | undefined;
  let busy: Promise<unknown> = Promise.resolve();

  /** One request after the other: each carries the epoch that the last one brought. */
  function inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const turn = busy.then(work, work);
    busy = turn.catch(() => undefined);
    return turn;
  }

  async function asked<Answer>(ask: (link: Link) => Promise<Answer>): Promise<Answer> {
    coordinator ??= cluster
      .coordinator(group)
      .then((broker) => cluster.link(broker, 'group', answerMsMax));
    try {
      return await ask(await coordinator);
    } catch (error) {
      const reasons = answeredWith(error);
      if (reasons.some((reason) => fenced.has(reason))) loseMembership();
      // Another broker may keep the group by now.
      else coordinator = undefined;
      throw error;
    }
  }

  function loseMembership(): void {
    memberEpoch = joining;
    assigned.clear();
  }

  function heartbeat(epoch: number, held: readonly Held[]) {
    const owned = [{ topicId: topic.id, partitions: held.map(({ partition }) => partition) }];
    return asked((link) =>
      link.request((open) =>
        consumerGroupHeartbeatV1.api.async(
          open,
          group,
          memberId,
          epoch,
          null,
          null,
          options.rebalanceMs,
          [topic.name],
          null,
          null,
          held.length === 0 ? [] : owned,
        ),
      ),
    );
  }

  async function takeTurn(held: readonly Held[]): Promise<Turn | undefined> {
    const answer = await heartbeat(memberEpoch, memberEpoch === joining ? [] : held);
    memberEpoch = answer.memberEpoch;
    if (answer.assignment !== null) {
      const { topicPartitions } = answer.assignment;
      if (topicPartitions.some(({ topicId }) => topicId !== topic.id)) {
        await heartbeat(leaving, []);
        return undefined;
      }
      assign(topicPartitions.flatMap(({ partitions }) => partitions));
    }
    return { leases: await leasesOf(held), othersExpireInMs: null };
  }

  function assign(partitions: readonly number[]): void {
    for (const partition of assigned.keys()) {
      if (!partitions.includes(partition)) assigned.delete(partition);
    }
    for (const partition of partitions) {
      if (assigned.has(partition)) continue;
      given += 1;
      assigned.set(partition, given);
    }
  }

  async function leasesOf(held: readonly Held[]): Promise<Lease[]> {
    const known = new Map(held.map(({ partition, epoch }) => [partition, epoch]));
    const fresh = [...assigned].filter(([partition, epoch]) => known.get(partition) !== epoch);
    const committed = await committedOf(fresh.map(([partition]) => partition));
    const kept = [...assigned].map(([partition, epoch]) => ({
      partition,
      epoch,
      committed: committed.get(partition) ?? null,
      keep: true,
    }));
    const tooMuch = held
      .filter(({ partition }) => !assigned.has(partition))
      .map(({ partition, epoch }) => ({ partition, epoch, committed: null, keep: false }));
    return [...kept, ...tooMuch];
  }

  async function committedOf(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (partitions.length === 0) return new Map();
    const wanted = { name: topic.name, partitionIndexes: [...partitions] };
    const answer = await asked((link) =>
      link.request((open) =>
        offsetFetchV9.api.async(
          open,
          [{ groupId: group, memberId: null, memberEpoch: -1, topics: [wanted] }],
          false,
        ),
      ),
    );
    const found = answer.groups.flatMap((each) => each.topics.flatMap((of) => of.partitions));
    return new Map(
      found
        .filter(({ committedOffset }) => committedOffset >= 0n)
        .map(({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)]),
    );
  }

  async function commit(progress: readonly Progress[]): Promise<readonly number[]> {
    const own = progress.filter(({ partition, epoch }) => assigned.get(partition) === epoch);
    if (own.length === 0) return [];
    const partitions = own.map(({ partition, position }) => ({
      partitionIndex: partition,
      committedOffset: BigInt(position),
      committedLeaderEpoch: -1,
      committedMetadata: null,
    }));
    try {
      await asked((link) =>
        link.request((open) =>
          offsetCommitV9.api.async(open, group, memberEpoch, memberId, null, [
            { name: topic.name, partitions },
          ]),
        ),
      );
    } catch (error) {
      if (!answeredWith(error).some((reason) => fenced.has(reason))) throw error;
      options.look();
      return [];
    }
    return own.map(({ partition }) => partition);
  }

  return {
    takeTurn: (held) => inTurn(() => takeTurn(held)),
    commit: (progress) => inTurn(() => commit(progress)),
    // The next turn does not name it any more, which is what the coordinator waits for.
    giveBack: async () => options.look(),
    leave: () =>
      inTurn(async () => {
        if (memberEpoch !== joining) await heartbeat(leaving, []);
        loseMembership();
      }),
  };
}
