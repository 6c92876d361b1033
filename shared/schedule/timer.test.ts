import { afterEach, describe, expect, test } from 'vitest';
import type { Running } from '#shared/consume/relay.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { ScheduleTools } from '#shared/function/schedule.ts';
import { testEngines } from '#shared/http/testing/lamps.ts';
import { testClock } from '#shared/testing/sources.ts';
import { ended, testSchedule } from './testing.ts';
import { runTimer } from './timer.ts';

const timers: Running[] = [];
afterEach(async () => {
  for (const timer of timers.splice(0)) await timer.stop();
});

/** Begun at midnight; due at six. */
function timed(run: (tools: ScheduleTools) => Promise<void> = async () => undefined) {
  const clock = testClock(Date.parse('2026-01-01T00:00:00Z'));
  const begun: string[] = [];
  let looks = 0;
  const { engines, logged } = testEngines({
    clock: {
      nowMs() {
        looks += 1;
        return clock.nowMs();
      },
    },
  });
  const declaration = testSchedule(async (tools) => {
    begun.push(new Date(clock.nowMs()).toISOString().slice(0, 16));
    await run(tools);
  });
  const timer = runTimer(declaration, engines as Engines, { lookMs: 1 });
  timers.push(timer);
  return {
    timer,
    clock,
    begun,
    logged,
    /** Resolves when it has seen the time as it is now, and done what it does then. */
    async seen(): Promise<void> {
      const from = looks;
      await expect.poll(() => looks, { interval: 1 }).toBeGreaterThan(from + 4);
    },
  };
}

describe('A timer', () => {
  test('wakes at its start, and when the time comes, once', async () => {
    const { clock, begun, seen } = timed();
    await seen();
    expect(begun).toEqual(['2026-01-01T00:00']);
    clock.set(Date.parse('2026-01-01T05:59:59.999Z'));
    await seen();
    expect(begun).toHaveLength(1);
    clock.advance(1);
    await seen();
    await seen();
    expect(begun).toEqual(['2026-01-01T00:00', '2026-01-01T06:00']);
    clock.set(Date.parse('2026-01-02T06:00:00Z'));
    await seen();
    expect(begun).toEqual(['2026-01-01T00:00', '2026-01-01T06:00', '2026-01-02T06:00']);
  });

  test('makes up once for the times that passed while the machine slept', async () => {
    const { clock, begun, seen } = timed();
    await seen();
    clock.set(Date.parse('2026-01-05T12:00:00Z'));
    await seen();
    await seen();
    expect(begun).toEqual(['2026-01-01T00:00', '2026-01-05T12:00']);
  });

  test('wakes again a quarter of an hour after a failure', async () => {
    let healthy = false;
    const { clock, begun, logged, seen } = timed(async () => {
      if (!healthy) throw new Error('a lock');
    });
    await seen();
    expect(logged).toEqual([{ message: 'a schedule failed', error: new Error('a lock') }]);
    clock.advance(15 * 60_000 - 1);
    await seen();
    expect(begun).toHaveLength(1);
    healthy = true;
    clock.advance(1);
    await seen();
    expect(begun).toEqual(['2026-01-01T00:00', '2026-01-01T00:15']);
    clock.advance(15 * 60_000);
    await seen();
    expect(begun).toHaveLength(2);
  });

  test('wakes no later than the time that comes before that', async () => {
    const { clock, begun, seen } = timed(() => Promise.reject(new Error('a lock')));
    await seen();
    clock.set(Date.parse('2026-01-01T05:50:00Z'));
    await seen();
    clock.set(Date.parse('2026-01-01T06:00:00Z'));
    await seen();
    expect(begun).toEqual(['2026-01-01T00:00', '2026-01-01T05:50', '2026-01-01T06:00']);
  });

  test('that is stopped ends what runs, and waits for it', async () => {
    const steps: string[] = [];
    const { timer, begun } = timed(async ({ signal }) => {
      await ended(signal);
      steps.push('ended');
    });
    await expect.poll(() => begun).toHaveLength(1);
    await timer.stop();
    expect(steps).toEqual(['ended']);
    expect(begun).toHaveLength(1);
  });
});
