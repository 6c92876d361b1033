import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryLimits } from '#shared/cache/limits.ts';
import { limitsContract } from '#shared/cache/testing/limits-contract.ts';
import { testClock } from '#shared/testing/sources.ts';

limitsContract('memory', () => ({
  limits: memoryLimits({ clock: testClock() }),
  settled: async () => {},
  extra: () => 0,
}));

const twoPerSecond = { perSecond: 2, burst: 3 };

describe('taking a token', () => {
  test('is allowed as often as the burst says, then refused with the wait', () => {
    const limits = memoryLimits({ clock: testClock() });
    expect([1, 2, 3, 4].map(() => limits.take('a', twoPerSecond))).toEqual([
      { allowed: true, remaining: 2 },
      { allowed: true, remaining: 1 },
      { allowed: true, remaining: 0 },
      { allowed: false, retryAfterMs: 500, remaining: 0 },
    ]);
  });

  test('is allowed again after the wait and not a millisecond before', () => {
    const clock = testClock();
    const limits = memoryLimits({ clock });
    for (let i = 0; i < 3; i += 1) limits.take('a', twoPerSecond);
    clock.advance(499);
    expect(limits.take('a', twoPerSecond)).toEqual({
      allowed: false,
      retryAfterMs: 1,
      remaining: 0,
    });
    clock.advance(1);
    expect(limits.take('a', twoPerSecond)).toEqual({ allowed: true, remaining: 0 });
    expect(limits.take('a', twoPerSecond)).toEqual({
      allowed: false,
      retryAfterMs: 500,
      remaining: 0,
    });
  });

  test('never saves more than the burst', () => {
    const clock = testClock();
    const limits = memoryLimits({ clock });
    limits.take('a', twoPerSecond);
    clock.advance(3_600_000);
    expect(limits.take('a', twoPerSecond)).toEqual({ allowed: true, remaining: 2 });
  });

  test('counts each key for itself', () => {
    const limits = memoryLimits({ clock: testClock() });
    const once = { perSecond: 1, burst: 1 };
    expect(limits.take('a', once).allowed).toBe(true);
    expect(limits.take('b', once).allowed).toBe(true);
    expect(limits.take('a', once).allowed).toBe(false);
  });

  test('gains nothing from a clock that goes back and comes again', () => {
    const clock = testClock();
    const limits = memoryLimits({ clock });
    const once = { perSecond: 1, burst: 1 };
    limits.take('a', once);
    clock.advance(-900);
    expect(limits.take('a', once)).toEqual({ allowed: false, retryAfterMs: 1_000, remaining: 0 });
    clock.advance(1_000);
    expect(limits.take('a', once)).toEqual({ allowed: true, remaining: 0 });
  });

  test('follows any limit: the wait it names is exactly enough', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 5_000, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 30 }),
        (perSecond, burst, pausesMs) => {
          const clock = testClock();
          const limits = memoryLimits({ clock });
          const limit = { perSecond, burst };
          for (const pauseMs of pausesMs) {
            clock.advance(pauseMs);
            limits.take('a', limit);
          }
          let taken = limits.take('a', limit);
          for (let i = 0; taken.allowed && i <= burst; i += 1) taken = limits.take('a', limit);
          expect(taken.allowed).toBe(false);
          if (taken.allowed) return;
          clock.advance(taken.retryAfterMs - 1);
          expect(limits.take('a', limit).allowed).toBe(false);
          clock.advance(1);
          expect(limits.take('a', limit)).toMatchObject({ allowed: true });
        },
      ),
    );
  });
});

test('the key unused for longest is forgotten first, and only when there are too many', () => {
  const limits = memoryLimits({ clock: testClock(), keysMax: 2 });
  const once = { perSecond: 1, burst: 1 };
  limits.take('a', once);
  limits.take('b', once);
  expect(limits.take('a', once).allowed).toBe(false);
  expect(limits.take('c', once).allowed).toBe(true);
  expect(limits.take('a', once).allowed).toBe(false);
  expect(limits.take('b', once).allowed).toBe(true);
});
