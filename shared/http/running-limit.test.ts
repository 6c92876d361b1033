/** The limit follows what answers take: a queue that stands makes it small, quick answers make it large again. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type RunningLimit, runningLimit } from './running-limit.ts';

let nowMs: number;
let running: RunningLimit;

beforeEach(() => {
  nowMs = 0;
  running = runningLimit({ answerMsMax: 60, standingMs: 300, nowMs: () => nowMs });
  // Somebody always waits: a queue that is empty for a moment does not stand.
  running.begun();
});

/** As many intervals as a queue may last. */
const stall = 3;

/** One interval in which so many run at once, each answered after the same time. */
function interval(atOnce: number, latencyMs: number | undefined): void {
  for (let one = 0; one < atOnce; one += 1) running.begun();
  for (let one = 1; one < atOnce; one += 1) running.ended(latencyMs);
  nowMs += 100;
  running.ended(latencyMs);
}

/** A machine that answers so many per second, in 5 ms when nobody waits: fed to the limit. */
function saturate(perSecond: number, intervals: number): number[] {
  return Array.from({ length: intervals }, () => {
    const atOnce = Math.min(running.limit(), 2_000);
    interval(atOnce, Math.max(5, (atOnce / perSecond) * 1_000));
    return running.limit();
  });
}

describe('The limit', () => {
  test('is far away while answers are quick, however many there are', () => {
    for (let one = 0; one < 50; one += 1) interval(500, 6);
    expect(running.limit()).toBe(2_000);
  });

  test('comes down to what can be answered in time, and keeps about there', () => {
    interval(10, 5);
    const seen = saturate(1_000, 100).slice(50);
    // 20 ms at 1,000 per second are 20 at once.
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(15);
    expect(Math.max(...seen)).toBeLessThanOrEqual(26);
  });

  test('is never so small that nothing is done', () => {
    interval(10, 5);
    for (let one = 0; one < 50; one += 1) interval(running.limit(), 5_000);
    expect(running.limit()).toBe(8);
    expect(running.admits()).toBe(true);
  });

  test('grows again when answers are quick again, as far as it has seen itself do', () => {
    interval(10, 5);
    for (let one = 0; one < 50; one += 1) interval(8, 5_000);
    expect(running.limit()).toBe(8);
    for (let one = 0; one < 80; one += 1) interval(5, 5);
    expect(running.limit()).toBe(8);
    // 100 in 100 ms are 60 in the 60 ms that an answer may take, and a little more that it would like to try.
    for (let one = 0; one < 30; one += 1) interval(100, 5);
    expect(running.limit()).toBeGreaterThanOrEqual(60);
    expect(running.limit()).toBeLessThan(66);
  });

  test('forgets within minutes what a queue has taught it', () => {
    interval(10, 5);
    for (let one = 0; one < 50; one += 1) interval(8, 5_000);
    for (let minute = 0; minute < 4; minute += 1)
      for (let one = 0; one < 600; one += 1) interval(5, 5);
    expect(running.limit()).toBeGreaterThan(500);
  });

  test('does not shrink for engines that are slow without a queue, only for twice their pace', () => {
    for (let one = 0; one < 10; one += 1) interval(40, 80);
    for (let one = 0; one < 10; one += 1) interval(40, 160);
    expect(running.limit()).toBe(2_000);
    for (let one = 0; one <= stall; one += 1) interval(40, 170);
    expect(running.limit()).toBe(32);
  });

  test('moves only when the median is above what it may be', () => {
    interval(40, 5);
    for (let one = 0; one < 10; one += 1) interval(40, 20);
    expect(running.limit()).toBe(2_000);
    for (let one = 0; one <= stall; one += 1) interval(40, 21);
    expect(running.limit()).toBe(24);
  });

  test('is left where it is while a stall drains, again and again', () => {
    interval(40, 5);
    for (let round = 0; round < 20; round += 1) {
      for (let one = 0; one < stall; one += 1) interval(500, 900);
      interval(500, 15);
    }
    expect(running.limit()).toBe(2_000);
  });

  /** So many intervals in which more are answered than come, each of them late. */
  function answerLate(intervals: number, each: number, coming: number): void {
    for (let at = 0; at < intervals; at += 1) {
      for (let one = 0; one < coming; one += 1) running.begun();
      for (let one = 1; one < each; one += 1) running.ended(900);
      nowMs += 100;
      running.ended(900);
    }
  }

  test('is left where it is for a queue that gets shorter, however long that takes', () => {
    interval(40, 5);
    for (let one = 0; one < 1_000; one += 1) running.begun();
    answerLate(40, 30, 10);
    expect(running.limit()).toBe(2_000);
    // As many come as go: it gets no shorter any more.
    answerLate(2 * stall, 30, 30);
    expect(running.limit()).toBeLessThan(2_000);
  });

  test('comes down at once to what can be answered in time, and no further before as few run', () => {
    interval(40, 5);
    for (let one = 0; one < 1_000; one += 1) running.begun();
    answerLate(stall + 1, 300, 300);
    const first = running.limit();
    expect(first).toBe(180);
    answerLate(2, 300, 0);
    expect(running.limit()).toBe(first);
    answerLate(2, 200, 0);
    expect(running.limit()).toBeLessThan(first);
  });

  test('does not take two queues for one when nobody waited between them', () => {
    interval(40, 5);
    interval(500, 900);
    running.ended(undefined);
    running.begun();
    for (let one = 0; one < stall; one += 1) interval(500, 900);
    expect(running.limit()).toBe(2_000);
    interval(500, 900);
    expect(running.limit()).toBe(300);
  });

  test('shrinks with every interval for as long as the queue stands, and grows with every one without', () => {
    interval(40, 5);
    for (let one = 0; one < stall; one += 1) interval(500, 900);
    const seen = [900, 900, 900, 15, 15, 900].map((latencyMs) => {
      interval(running.limit() === 2_000 ? 500 : running.limit(), latencyMs);
      return running.limit();
    });
    expect(seen).toEqual([300, 240, 192, 212, 234, 234]);
  });

  test('hears nothing from refusals and from connections that went away', () => {
    interval(10, 5);
    for (let one = 0; one < 50; one += 1) interval(100, undefined);
    expect(running.limit()).toBe(2_000);
  });
});

test('One more is admitted below the limit, and none at it', () => {
  interval(10, 5);
  for (let one = 0; one < 50; one += 1) interval(running.limit(), 5_000);
  for (let one = 0; one < 6; one += 1) running.begun();
  expect(running.admits()).toBe(true);
  running.begun();
  expect(running.admits()).toBe(false);
  running.ended(undefined);
  expect(running.admits()).toBe(true);
});
