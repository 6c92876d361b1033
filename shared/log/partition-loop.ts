/** Feeds one owned partition to its readers, one after the other: in order, nothing skipped, nothing twice to one reader. */
import assert from 'node:assert/strict';
import { systemTimerMs } from '#shared/system.ts';
import {
  OffsetOutOfRange,
  type PartitionReader,
  type PartitionState,
  type StoredRecord,
  type SubscribeOptions,
  TopicUnknown,
} from './log.ts';
import { pause, signal } from './signal.ts';
import type { Tail } from './tails.ts';

/** Where the records of one partition come from; one reader after the other uses it. */
export interface PartitionSource {
  /** `undefined` when the topic is gone. */
  state(): Promise<PartitionState | undefined>;
  follow(nextOffset: number): Tail;
  /**
   * `expected`: how many are probably there. Empty when nothing is, or the tail was interrupted.
   * Rejects with `OffsetOutOfRange` rather than skip a record.
   */
  read(offset: number, expected: number): Promise<readonly StoredRecord[]>;
}

export interface PartitionLoopOptions {
  readonly partition: number;
  readonly committed: number | null;
  readonly subscriber: Pick<SubscribeOptions, 'open' | 'failed' | 'gatherMs' | 'batchRecordsMax'>;
  /** An earlier reader of this process has finished. */
  readonly after: Promise<void>;
  /** False as soon as another process may be the owner. */
  leased(): boolean;
  readonly source: PartitionSource;
  handled(position: number): void;
}

export interface PartitionLoop {
  /** Lets a running `handle` finish and begins no other. */
  stop(): void;
  /** The reader is closed. */
  readonly ended: Promise<void>;
}

/** A reader that fails at once may be the only thing that is wrong, or the database is away: soon, then seldom. */
const backoffMsMin = 100;
const backoffMsMax = 5_000;

export function partitionLoop(options: PartitionLoopOptions): PartitionLoop {
  const { partition, subscriber, source } = options;
  const { gatherMs = 0 } = subscriber;
  const stopped = signal();
  let stopping = false;
  let tail: Tail | undefined;
  let committed = options.committed;
  let backoffMs = backoffMsMin;

  function going(): boolean {
    return !stopping && options.leased();
  }

  async function run(): Promise<void> {
    await options.after;
    while (going()) {
      try {
        await useReader();
      } catch (error) {
        subscriber.failed(partition, error);
      }
      if (!going()) return;
      await pause(backoffMs, stopped);
      backoffMs = Math.min(backoffMs * 2, backoffMsMax);
    }
  }

  async function useReader(): Promise<void> {
    const state = await source.state();
    if (state === undefined) throw new TopicUnknown('the topic was deleted');
    if (!going()) return;
    const reader = await subscriber.open(partition, { ...state, committedOffset: committed });
    try {
      checkRange(reader.position, state);
      catchUp(reader.position, state);
      tail = source.follow(state.nextOffset);
      await feed(reader, tail);
    } finally {
      tail?.close();
      tail = undefined;
      await reader.close();
    }
  }

  /**
   * A reader that keeps its own position was ended before the group heard of its last records: who scales by the
   * group's position would see them wait for ever.
   */
  function catchUp(position: number, { firstOffset }: PartitionState): void {
    if (position <= (committed ?? firstOffset)) return;
    committed = position;
    options.handled(position);
  }

  async function feed(reader: PartitionReader, end: Tail): Promise<void> {
    while (going()) {
      const position = reader.position;
      let expected = await end.beyond(position);
      if (!going()) return;
      if (gatherMs > 0 && expected < subscriber.batchRecordsMax) {
        // To the next beat, which is the same for all partitions: so they are handled together.
        await pause(gatherMs - (systemTimerMs() % gatherMs), stopped);
        if (!going()) return;
        expected = await end.beyond(position);
      }
      const records = await source.read(position, expected);
      // The read may have taken longer than the lease lasts.
      if (!going()) return;
      const [first] = records;
      if (first === undefined) {
        await checkNothingThere(position, end);
        continue;
      }
      await reader.handle(records);
      assert(reader.position > position, 'a reader moves over the records it has handled');
      committed = reader.position;
      options.handled(committed);
      backoffMs = backoffMsMin;
    }
  }

  async function checkNothingThere(position: number, end: Tail): Promise<void> {
    const state = await source.state();
    if (state !== undefined) checkRange(position, state);
    end.endsAt(position);
  }

  return {
    stop() {
      stopping = true;
      stopped.call();
      tail?.interrupt();
    },
    ended: run(),
  };
}

function checkRange(position: number, { firstOffset, nextOffset }: PartitionState): void {
  if (position < firstOffset || position > nextOffset) {
    throw new OffsetOutOfRange(
      `${position} is not in the log, which has ${firstOffset} to ${nextOffset}`,
    );
  }
}
