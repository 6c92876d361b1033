/** Topics by name: made once, found in memory afterwards, looked up again when they turn out to be gone. */

import { type PartitionState, TopicMismatch, type TopicSpec, TopicUnknown } from './log.ts';
import type { LogSession } from './postgres-session.ts';

export interface Topic {
  readonly id: number;
  readonly partitions: number;
}

export interface Topics {
  ensure(spec: TopicSpec): Promise<void>;
  /** Rejects with `TopicUnknown`. */
  find(name: string): Promise<Topic>;
  /** The topic found is not there any more. */
  forget(name: string): void;
  partitions(name: string): Promise<readonly PartitionState[]>;
  /** `undefined` when the topic is gone. */
  partition(topicId: number, partition: number): Promise<PartitionState | undefined>;
  remove(name: string): Promise<boolean>;
}

/** Nothing comes back when the topic stands with another number of partitions. */
const ensure = `
  with made as (
    insert into log.topics (name, partitions, retention_ms) values ($1, $2, $3)
    on conflict (name) do update set retention_ms = excluded.retention_ms
      where topics.partitions = excluded.partitions
    returning id, partitions
  ), counters as (
    insert into log.partitions (topic_id, partition)
    select id, generate_series(0, partitions - 1) from made
    on conflict do nothing
  )
  select id from made`;

const find = 'select id, partitions from log.topics where name = $1';

const state = `
  select identity as "topicIdentity", first_offset as "firstOffset", next_offset as "nextOffset"
  from log.topics join log.partitions on topic_id = id`;

/** Far more than a house has; beyond it names are looked up each time. */
const knownMax = 1_000;

export function postgresTopics(session: LogSession): Topics {
  const known = new Map<string, Topic>();
  return {
    async ensure({ name, partitions, retentionMs }) {
      const made = await session.run<{ id: number }>(ensure, [name, partitions, retentionMs]);
      if (made.length === 0) {
        throw new TopicMismatch(
          `topic ${name} stands with another number of partitions than ${partitions}`,
        );
      }
    },
    async find(name) {
      const cached = known.get(name);
      if (cached !== undefined) return cached;
      const [topic] = await session.run<Topic>(find, [name]);
      if (topic === undefined) throw new TopicUnknown(`there is no topic ${name}`);
      if (known.size < knownMax) known.set(name, topic);
      return topic;
    },
    forget(name) {
      known.delete(name);
    },
    async partitions(name) {
      const states = await session.run<PartitionState>(
        `${state} where name = $1 order by partition`,
        [name],
      );
      if (states.length === 0) throw new TopicUnknown(`there is no topic ${name}`);
      return states;
    },
    async partition(topicId, partition) {
      const [only] = await session.run<PartitionState>(
        `${state} where id = $1 and partition = $2`,
        [topicId, partition],
      );
      return only;
    },
    async remove(name) {
      known.delete(name);
      const [answer] = await session.run<{ removed: boolean }>(
        'select log.delete_topic($1) as removed',
        [name],
      );
      return answer?.removed === true;
    },
  };
}
