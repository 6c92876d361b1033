import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { logger } from '#shared/telemetry/logger.ts';
import { type Pending, pending } from './pending.ts';
import type { Retry } from './retries.ts';
import { slots } from './slots.ts';

const patience = { timeout: 5_000, interval: 2 };
const nowMs = () => Date.now();

function waiting(places: number, start: (retry: Retry) => Promise<void>): Pending {
  const made = pending({
    slots: slots(places),
    nowMs,
    logger: logger({ level: 'silent', service: 'test' }),
    mayStart: (offset) => offset !== 99,
    start,
  });
  onTestFinished(() => made.close());
  return made;
}

const retry = (offset: number, inMs: number): Retry => ({
  offset,
  attempt: 1,
  dueMs: nowMs() + inMs,
});

describe('deliveries to be tried again', () => {
  test('start when each is due, and not because another one is', async () => {
    const started: number[] = [];
    const all = waiting(5, async ({ offset }) => {
      started.push(offset);
      all.remove(offset);
    });
    for (const each of [retry(1, 60_000), retry(2, 30), retry(99, 0), retry(3, 0)]) all.put(each);
    await vi.waitFor(() => expect(started).toEqual([3, 2]), patience);
    expect([all.size, all.get(1)?.attempt, all.get(2)]).toEqual([2, 1, undefined]);
  });

  test('wait for a place, the one that is due first before the others', async () => {
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const all = waiting(1, async ({ offset }) => {
      started.push(offset);
      await new Promise<void>((resolve) => ends.push(resolve));
      all.remove(offset);
    });
    for (const each of [retry(1, -10), retry(2, -30), retry(3, -20)]) all.put(each);
    for (const expected of [[2], [2, 3], [2, 3, 1]]) {
      await vi.waitFor(() => expect(started).toEqual(expected), patience);
      ends.shift()?.();
    }
    await vi.waitFor(() => expect(all.size).toBe(0), patience);
  });

  test('do not start while they are under way, or after the end', async () => {
    const started: number[] = [];
    const all = waiting(5, async ({ offset }) => {
      started.push(offset);
      all.remove(offset);
    });
    all.putBusy(1);
    all.put(retry(2, 0));
    await vi.waitFor(() => expect(started).toEqual([2]), patience);
    all.put(retry(3, 0));
    all.close();
    expect([all.size, started]).toEqual([2, [2]]);
  });
});
