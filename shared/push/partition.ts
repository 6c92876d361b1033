/** What both orders share of one partition: its place, its position, and its deliveries to be tried again. */
import { readPosition } from '#shared/consume/offsets.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { attributesOf, eventOfRecord } from '#shared/events/fact-record.ts';
import { OffsetOutOfRange, type PartitionState, type StoredRecord } from '#shared/log/log.ts';
import { attempt, type Settled } from './attempt.ts';
import { putDeadLetters } from './dead-letters.ts';
import { type Pending, pending } from './pending.ts';
import { type Progress, progress } from './progress.ts';
import { claimAll, claimNew, type Place, putRetries, type Retry, removeRetry } from './retries.ts';
import { insist, type Run } from './run.ts';
import type { Slots } from './slots.ts';

export interface Partition {
  readonly run: Run;
  readonly place: Place;
  readonly progress: Progress;
  readonly pending: Pending;
  readonly slots: Slots;
  /** Aborted when the trigger stops or the partition is closed. */
  readonly ended: AbortSignal;
  /** The event of a record, when there is one and the trigger wants it. */
  wanted(record: StoredRecord): CloudEvent | undefined;
  /** Stores how a delivery of an event that has a row went. */
  conclude(offset: number, settled: Settled): Promise<void>;
  /** Takes over retries that others have put into the table. */
  look(): Promise<void>;
  close(): Promise<void>;
}

export async function openPartition(
  run: Run,
  slots: Slots,
  partition: number,
  state: PartitionState,
): Promise<Partition> {
  const place: Place = {
    trigger: run.trigger,
    topic: run.broker.topic,
    topicIdentity: state.topicIdentity,
    partition,
  };
  const [position, retries] = await run.database.write([], async (sql) => [
    await readPosition(sql, run.trigger, partition, state),
    await claimAll(sql, place),
  ]);
  const closed = new AbortController();
  const ended = AbortSignal.any([run.stopped, closed.signal]);
  const stand = progress(run, place, position);
  const waiting = pending({
    slots,
    nowMs: () => run.clock.nowMs(),
    logger: run.logger,
    // In order, the event the partition waits for is its reader's.
    mayStart: (offset) => run.order === 'unordered' || offset < stand.next,
    start: (retry) => inBackground(run, again(retry)),
  });

  async function again({ offset, attempt: failed }: Retry): Promise<void> {
    const record = await recordAt(run, ended, partition, offset);
    const event = record && eventOfRecord(record);
    if (record === undefined || event === undefined) {
      run.logger.error('an event cannot be delivered again: the log no longer has it', {
        function: run.trigger,
        partition,
        offset,
      });
      return conclude(offset, { outcome: 'done' });
    }
    const settled = await attempt(run, ended, { record, event, partition, attempt: failed });
    await conclude(offset, settled);
  }

  async function conclude(offset: number, settled: Settled): Promise<void> {
    await insist(run, ended, 'store a delivery', () =>
      run.database.write([], async (sql) => {
        if (settled.outcome === 'again') return putRetries(sql, place, [settled.retry]);
        await removeRetry(sql, place, offset);
        if (settled.outcome === 'dead') await putDeadLetters(sql, place, [settled.letter]);
      }),
    );
    if (settled.outcome === 'again') waiting.put(settled.retry);
    else waiting.remove(offset);
  }

  for (const retry of retries) waiting.put(retry);
  return {
    run,
    place,
    progress: stand,
    pending: waiting,
    slots,
    ended,
    wanted(record) {
      const attribute = attributesOf(record);
      if (attribute !== undefined)
        return run.matches(attribute) ? eventOfRecord(record) : undefined;
      run.telemetry.count('serai_push_discarded_total', { trigger: run.trigger });
      return undefined;
    },
    conclude,
    async look() {
      const found = await run.database.write([], (sql) => claimNew(sql, place));
      for (const retry of found) waiting.put(retry);
    },
    async close() {
      closed.abort();
      waiting.close();
      await stand.close();
    },
  };
}

/** A stop waits for it. */
export async function inBackground(run: Run, work: Promise<void>): Promise<void> {
  const quiet = work.catch(() => undefined);
  run.inBackground.add(quiet);
  try {
    await work;
  } finally {
    run.inBackground.delete(quiet);
  }
}

async function recordAt(
  run: Run,
  ended: AbortSignal,
  partition: number,
  offset: number,
): Promise<StoredRecord | undefined> {
  try {
    const [record] = await insist(run, ended, 'read an event again', () =>
      run.log.read({ topic: run.broker.topic, partition }, offset, 1),
    );
    return record?.offset === offset ? record : undefined;
  } catch (error) {
    if (error instanceof OffsetOutOfRange) return undefined;
    throw error;
  }
}
