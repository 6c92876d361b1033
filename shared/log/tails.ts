/**
 * Where the partitions this process reads end, as far as it knows: woken by its own appends and by
 * announcements of others, and found out by one query for all of them when nobody says anything.
 */
import { pause, type Signal, signal } from './signal.ts';

export interface Tail {
  /** Resolves when the partition reaches beyond `position`, by how much, or when `interrupt` is called. */
  beyond(position: number): Promise<number>;
  interrupt(): void;
  /** There is nothing at `position`, whatever was said. */
  endsAt(position: number): void;
  close(): void;
}

export interface Tails {
  follow(topicId: number, partition: number, nextOffset: number): Tail;
  moved(topicId: number, partition: number, nextOffset: number): void;
  /** Something may have been missed: look soon, and often for a while. */
  look(): void;
  close(): Promise<void>;
}

export interface End {
  readonly topicId: number;
  readonly partition: number;
  readonly nextOffset: number;
}

export interface PollMs {
  /** What the wait for a record is at most a few times after something was missed. */
  readonly min: number;
  /** An idle house asks this often, and it is the worst delay of a missed announcement. */
  readonly max: number;
}

/** Idle, 0.2 queries a second. */
const usualPollMs: PollMs = { min: 50, max: 5_000 };

interface Followed {
  nextOffset: number;
  readonly changed: Signal;
}

export function tails(
  ends: (topicIds: readonly number[]) => Promise<readonly End[]>,
  failed: (error: unknown) => void,
  { min: pollMsMin, max: pollMsMax }: PollMs = usualPollMs,
): Tails {
  const topics = new Map<number, Map<number, Set<Followed>>>();
  const sooner = signal();
  let closed = false;
  let polling: Promise<void> | undefined;
  let pollMs = pollMsMin;

  /** True when somebody learned something. */
  function moved(topicId: number, partition: number, nextOffset: number): boolean {
    let news = false;
    for (const followed of topics.get(topicId)?.get(partition) ?? []) {
      if (nextOffset <= followed.nextOffset) continue;
      followed.nextOffset = nextOffset;
      followed.changed.call();
      news = true;
    }
    return news;
  }

  async function poll(): Promise<void> {
    pollMs = pollMsMin;
    while (!closed && topics.size > 0) {
      if (await pause(pollMs, sooner)) {
        pollMs = pollMsMin;
        continue;
      }
      pollMs = Math.min(pollMs * 2, pollMsMax);
      try {
        for (const { topicId, partition, nextOffset } of await ends([...topics.keys()])) {
          // What the query had to find out nobody had told: ask more often until told again.
          if (moved(topicId, partition, nextOffset)) pollMs = pollMsMin;
        }
      } catch (error) {
        failed(error);
      }
    }
    polling = undefined;
  }

  return {
    follow(topicId, partition, nextOffset) {
      const partitions = topics.get(topicId) ?? new Map<number, Set<Followed>>();
      topics.set(topicId, partitions);
      const followers = partitions.get(partition) ?? new Set<Followed>();
      partitions.set(partition, followers);
      const me: Followed = { nextOffset, changed: signal() };
      let interrupted = false;
      followers.add(me);
      if (polling === undefined) polling = poll();
      else sooner.call();
      return {
        async beyond(position) {
          while (me.nextOffset <= position && !interrupted) await me.changed.called();
          return me.nextOffset - position;
        },
        interrupt() {
          interrupted = true;
          me.changed.call();
        },
        endsAt(position) {
          me.nextOffset = Math.min(me.nextOffset, position);
        },
        close() {
          followers.delete(me);
          if (followers.size === 0) partitions.delete(partition);
          if (partitions.size === 0) topics.delete(topicId);
          if (topics.size === 0) sooner.call();
        },
      };
    },
    moved,
    look: () => sooner.call(),
    async close() {
      closed = true;
      sooner.call();
      await polling;
    },
  };
}
