/** A simulated process sees the world's time by every clock that product code reads, and everybody else the real one. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { systemClock, systemTimerMs } from '#shared/system.ts';
import { lives, newLife } from './life.ts';
import { takeOverTimers } from './timers.ts';
import { simulatedWorld } from './world.ts';

const startMs = Date.UTC(2026, 4, 10, 12);
let release = (): void => undefined;
afterEach(() => release());

test('by no clock does it see how long the real machine takes', async () => {
  const world = simulatedWorld(startMs);
  release = takeOverTimers(world);
  const life = newLife('door-1', 'door', 1);
  const clocks = () => [systemClock.nowMs(), systemTimerMs(), performance.now()];
  const seen: number[][] = [];
  lives.run(life, () => {
    seen.push(clocks());
    setTimeout(() => seen.push(clocks()), 250);
  });
  const realMs = performance.now();
  while (performance.now() < realMs + 5) await turn();
  lives.run(life, () => seen.push(clocks()));
  await world.run(() => seen.length === 3, 1_000);
  expect(seen).toEqual([
    [startMs, startMs, startMs],
    [startMs, startMs, startMs],
    [startMs + 250, startMs + 250, startMs + 250],
  ]);
});

test('outside of it time is real, and is again everywhere when it is over', () => {
  const world = simulatedWorld(startMs);
  release = takeOverTimers(world);
  const clocks = () => [systemTimerMs(), performance.now()] as const;
  const [timerMs, nowMs] = clocks();
  expect(timerMs).not.toBe(startMs);
  expect(nowMs).not.toBe(startMs);
  release();
  lives.run(newLife('door-1', 'door', 1), () => {
    const [again, later] = clocks();
    expect(again).toBeGreaterThanOrEqual(timerMs);
    expect(again - timerMs).toBeLessThan(60_000);
    expect(later).toBeGreaterThanOrEqual(nowMs);
  });
});
