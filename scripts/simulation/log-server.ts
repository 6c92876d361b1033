/** The simulated log's own side: topics in memory, groups that share their partitions, and a clock that may jump. */
import { derivedId } from '#shared/commands/command.ts';
import {
  type LogRecord,
  OffsetOutOfRange,
  type PartitionState,
  type StoredRecord,
  TopicMismatch,
  type TopicPartition,
  type TopicSpec,
  TopicUnknown,
} from '#shared/log/log.ts';

interface Partition {
  firstOffset: number;
  readonly records: StoredRecord[];
}

interface Topic {
  readonly identity: string;
  readonly partitions: readonly Partition[];
}

/** As the log knows a member of a group: it tells it what is its own now. */
export interface Member {
  /** The process it lives in. */
  readonly of: unknown;
  assign(partition: number): void;
  revoke(partition: number): void;
}

export interface Membership {
  readonly topic: string;
  readonly group: string;
  readonly member: Member;
}

interface Group {
  readonly topic: string;
  readonly name: string;
  readonly members: Member[];
  readonly owners: Map<number, Member>;
  readonly committed: Map<number, number>;
  /** Turned by a rebalance, so that partitions change hands. */
  turn: number;
}

export interface LogServer {
  ensure(spec: TopicSpec): void;
  delete(name: string): void;
  /** Lets go of everything a topic has. */
  expire(name: string): void;
  append(to: TopicPartition, records: readonly LogRecord[]): void;
  states(name: string): readonly PartitionState[];
  read(from: TopicPartition, offset: number, recordsMax: number): readonly StoredRecord[];
  /** Calls when the partition reaches beyond `position`; at once when it does. */
  beyond(of: TopicPartition, position: number, call: () => void): void;
  join(topic: string, group: string, member: Member): void;
  leave(topic: string, group: string, member: Member): void;
  owns(topic: string, group: string, member: Member, partition: number): boolean;
  /** Takes all members of a process for gone; says which, so that they can come back. */
  drop(of: unknown): readonly Membership[];
  rebalance(topic: string, group: string): void;
  commit(of: TopicPartition, group: string, position: number): void;
  committed(of: TopicPartition, group: string): number | null;
  skewMs: number;
}

export function logServer(nowMs: () => number): LogServer {
  const topics = new Map<string, Topic>();
  const groups = new Map<string, Group>();
  const waiting = new Map<string, Set<{ readonly position: number; readonly call: () => void }>>();
  let made = 0;

  function topicOf(name: string): Topic {
    const topic = topics.get(name);
    if (topic === undefined) throw new TopicUnknown(`no topic ${name}`);
    return topic;
  }

  function partitionOf({ topic, partition }: TopicPartition): Partition {
    const found = topicOf(topic).partitions[partition];
    if (found === undefined) throw new OffsetOutOfRange(`${topic} has no partition ${partition}`);
    return found;
  }

  function endOf({ firstOffset, records }: Partition): number {
    return firstOffset + records.length;
  }

  function groupOf(topic: string, name: string): Group {
    const key = `${topic} ${name}`;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group: Group = {
      topic,
      name,
      members: [],
      owners: new Map(),
      committed: new Map(),
      turn: 0,
    };
    groups.set(key, group);
    return group;
  }

  /** Every partition to a member, evenly; only what changes hands is told. */
  function share(topic: string, { members, owners, turn }: Group): void {
    for (const partition of topicOf(topic).partitions.keys()) {
      const before = owners.get(partition);
      const after = members[(partition + turn) % Math.max(1, members.length)];
      if (before === after) continue;
      if (after === undefined) owners.delete(partition);
      else owners.set(partition, after);
      before?.revoke(partition);
      after?.assign(partition);
    }
  }

  function leave(topic: string, name: string, member: Member): void {
    const group = groupOf(topic, name);
    const at = group.members.indexOf(member);
    if (at === -1) return;
    group.members.splice(at, 1);
    share(topic, group);
  }

  return {
    skewMs: 0,
    ensure({ name, partitions }) {
      const known = topics.get(name);
      if (known === undefined) {
        made += 1;
        topics.set(name, {
          identity: derivedId(`topic ${name} ${made}`),
          partitions: Array.from({ length: partitions }, () => ({ firstOffset: 0, records: [] })),
        });
      } else if (known.partitions.length !== partitions) {
        throw new TopicMismatch(`${name} has ${known.partitions.length} partitions`);
      }
    },
    delete: (name) => void topics.delete(name),
    expire(name) {
      for (const partition of topicOf(name).partitions) {
        partition.firstOffset = endOf(partition);
        partition.records.length = 0;
      }
    },
    append(to, records) {
      const partition = partitionOf(to);
      for (const record of records) {
        const offset = endOf(partition);
        partition.records.push({ ...record, offset, appendedAtMs: nowMs() + this.skewMs });
      }
      const waiters = waiting.get(`${to.topic} ${to.partition}`);
      for (const waiter of [...(waiters ?? [])]) {
        if (endOf(partition) <= waiter.position) continue;
        waiters?.delete(waiter);
        waiter.call();
      }
    },
    states: (name) =>
      topicOf(name).partitions.map((partition) => ({
        topicIdentity: topicOf(name).identity,
        firstOffset: partition.firstOffset,
        nextOffset: endOf(partition),
      })),
    read(from, offset, recordsMax) {
      const { firstOffset, records } = partitionOf(from);
      const at = Math.max(0, offset - firstOffset);
      return records.slice(at, at + recordsMax);
    },
    beyond(of, position, call) {
      if (endOf(partitionOf(of)) > position) return call();
      const key = `${of.topic} ${of.partition}`;
      const waiters = waiting.get(key) ?? new Set();
      waiting.set(key, waiters);
      waiters.add({ position, call });
    },
    join(topic, name, member) {
      const group = groupOf(topic, name);
      group.members.push(member);
      share(topic, group);
    },
    leave,
    owns: (topic, name, member, partition) => groupOf(topic, name).owners.get(partition) === member,
    drop(of) {
      const gone = [...groups.values()].flatMap(({ topic, name, members }): Membership[] =>
        members
          .filter((member) => member.of === of)
          .map((member) => ({ topic, group: name, member })),
      );
      for (const { topic, group, member } of gone) leave(topic, group, member);
      return gone;
    },
    rebalance(topic, name) {
      const group = groupOf(topic, name);
      group.turn += 1;
      share(topic, group);
    },
    commit({ topic, partition }, name, position) {
      groupOf(topic, name).committed.set(partition, position);
    },
    committed: ({ topic, partition }, name) =>
      groupOf(topic, name).committed.get(partition) ?? null,
  };
}
