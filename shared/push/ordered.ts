/**
 * Ordered delivery: one event in flight per partition. An event that is to be tried again keeps
 * those behind it waiting; its attempts are stored, so that they count on after a restart.
 */
import type { Position } from '#shared/consume/offsets.ts';
import type { Sql } from '#shared/database/database.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import type { PartitionReader, StoredRecord } from '#shared/log/log.ts';
import { pause } from '#shared/process/deadline.ts';
import { attempt } from './attempt.ts';
import { putDeadLetters } from './dead-letters.ts';
import type { Partition } from './partition.ts';
import { putRetries, removeRetries } from './retries.ts';
import { NotNow, Stopped } from './run.ts';

/** How long a partition that waits may keep its reader: a rebalance waits for it. */
const sliceMs = 5_000;

export function orderedReader(partition: Partition): PartitionReader {
  const { run, place, progress, pending, slots, ended } = partition;

  /**
   * Moves from `from`, where the batch began. An earlier owner that ended late may have noted a delivery to be tried
   * again that was ours meanwhile: nobody would ever look at its row.
   */
  function moveOn(from: number, to: Position, work?: (sql: Sql) => Promise<void>): Promise<void> {
    return progress.save(to, async (sql) => {
      await removeRetries(sql, place, from, to.nextOffset);
      await work?.(sql);
    });
  }

  /** True when its end is stored already. */
  async function settle(from: number, record: StoredRecord, event: CloudEvent): Promise<boolean> {
    const { offset } = record;
    for (;;) {
      const before = pending.get(offset);
      if (before !== undefined) await due(before.dueMs);
      const settled = await alone(record, event, before?.attempt ?? 0);
      if (settled.outcome === 'again') {
        await moveOn(from, progress.before(record), (sql) =>
          putRetries(sql, place, [settled.retry]),
        );
        pending.put(settled.retry);
        continue;
      }
      if (settled.outcome === 'done' && before === undefined) return false;
      await moveOn(from, progress.after(record), async (sql) => {
        if (settled.outcome === 'dead') await putDeadLetters(sql, place, [settled.letter]);
      });
      pending.remove(offset);
      return true;
    }
  }

  async function alone(record: StoredRecord, event: CloudEvent, failed: number) {
    await slots.take();
    try {
      if (ended.aborted) throw new Stopped('before a delivery');
      const parcel = { record, event, partition: place.partition, attempt: failed };
      return await attempt(run, ended, parcel);
    } finally {
      slots.free();
    }
  }

  async function due(dueMs: number): Promise<void> {
    const untilMs = run.clock.nowMs() + sliceMs;
    for (;;) {
      if (ended.aborted) throw new Stopped('while an event waits');
      const nowMs = run.clock.nowMs();
      if (dueMs <= nowMs) return;
      if (nowMs >= untilMs) throw new NotNow('an event waits for its next delivery');
      await pause(Math.min(dueMs, untilMs) - nowMs, ended);
    }
  }

  return {
    get position() {
      return progress.next;
    },
    async handle(records) {
      progress.begin();
      const from = progress.next;
      let delivered: StoredRecord | undefined;
      let passed: StoredRecord | undefined;
      try {
        for (const record of records) {
          if (record.offset < progress.next) continue;
          const event = partition.wanted(record);
          if (event !== undefined) {
            const stored = await settle(from, record, event);
            delivered = stored ? undefined : record;
          }
          passed = record;
        }
      } catch (error) {
        // What was delivered before is not delivered again because of what came after.
        if (delivered !== undefined && delivered.offset >= progress.next)
          await moveOn(from, progress.after(delivered));
        throw error;
      }
      if (passed === undefined) return;
      if (delivered === undefined) progress.pass(passed);
      else await moveOn(from, progress.after(passed));
    },
    close: () => partition.close(),
  };
}
