/** A clock, ids and random bytes that give the same run for the same seed. */
import type { Clock, Ids, Random } from '#shared/ports.ts';
import { uuidV7Ids } from '#shared/system.ts';

export interface TestClock extends Clock {
  advance(byMs: number): void;
  /** May go back, as the clocks of real machines do. */
  set(toMs: number): void;
}

export function testClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance(byMs) {
      nowMs += byMs;
    },
    set(toMs) {
      nowMs = toMs;
    },
  };
}

/** The splitmix32 generator: well spread from any seed, of no cryptographic worth. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  function next32(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }
  return {
    bytes(count) {
      const bytes = Buffer.alloc(count);
      for (let i = 0; i < count; i += 1) bytes[i] = next32() >>> 24;
      return bytes;
    },
  };
}

export interface TestSources {
  readonly clock: TestClock;
  readonly ids: Ids;
  readonly random: Random;
}

export function testSources(options: { seed?: number; startMs?: number } = {}): TestSources {
  const clock = testClock(options.startMs);
  const random = seededRandom(options.seed ?? 1);
  return { clock, random, ids: uuidV7Ids(clock, random) };
}
