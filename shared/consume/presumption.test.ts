/** How long a look is taken again, after it was found to be needed. */
import { expect, test } from 'vitest';
import { testClock } from '#shared/testing/sources.ts';
import { presumption } from './presumption.ts';

/** Milliseconds from now until it holds. */
function untilItHolds(clock: ReturnType<typeof testClock>, holds: () => boolean): number {
  for (let ms = 0; ms < 100_000; ms += 500) {
    if (holds()) return ms;
    clock.advance(500);
  }
  throw new Error('it never holds');
}

test('After a start there is a look for a second', () => {
  const clock = testClock();
  const { holds } = presumption(clock);
  expect(untilItHolds(clock, holds)).toBe(1_000);
});

test('What goes on being wrong is looked at ever longer, for a minute at most', () => {
  const clock = testClock();
  const newness = presumption(clock);
  clock.advance(1_000);
  const waits = Array.from({ length: 8 }, () => {
    newness.failed();
    return untilItHolds(clock, newness.holds);
  });
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test('What was right for longer than it was doubted begins anew', () => {
  const clock = testClock();
  const newness = presumption(clock);
  clock.advance(1_000);
  for (const wait of [2_000, 4_000]) {
    newness.failed();
    expect(untilItHolds(clock, newness.holds)).toBe(wait);
  }
  clock.advance(4_001);
  newness.failed();
  expect(untilItHolds(clock, newness.holds)).toBe(1_000);
});
