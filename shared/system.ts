/** The real clock, ids and random bytes. Only composition roots import the constants below. */
import { randomBytes } from 'node:crypto';
import type { Clock, Ids, Random } from '#shared/ports.ts';

export const systemClock: Clock = { nowMs: () => Date.now() };

const systemPool = randomPool({ bytes: (count) => randomBytes(count) });

/** More than keys and nonces need is asked for by itself. */
const pooledBytesMax = 64;

export const systemRandom: Random = {
  bytes(count) {
    if (count > pooledBytesMax) return randomBytes(count);
    const bytes = Buffer.allocUnsafe(count);
    systemPool.fill(bytes, 0, count);
    return bytes;
  },
};

/** Milliseconds with fractions from an arbitrary start; never goes back, so it measures durations. */
export function systemTimerMs(): number {
  // `performance` would load its module at every start.
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/**
 * One call into the random source serves many takers: a call costs 1 µs, a slice of its answer
 * next to nothing. Small enough that a cold start does not notice it.
 */
const POOL_BYTES = 4096;

/** Random bytes without a call per use. */
export interface RandomPool {
  /** Copies `count` fresh bytes into `target` at `start`. Each byte is given out once. */
  fill(target: Uint8Array, start: number, count: number): void;
}

export function randomPool(random: Random): RandomPool {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return {
    fill(target, start, count) {
      if (used + count > pool.length) {
        pool = random.bytes(POOL_BYTES);
        used = 0;
      }
      for (let i = 0; i < count; i += 1) target[start + i] = pool[used + i] ?? 0;
      // Given out, and nowhere else any more.
      pool.fill(0, used, used + count);
      used += count;
    },
  };
}

/** 12 bits count the ids of one millisecond; seeding leaves the top bit clear to count into. */
const COUNTER_MAX = 0xfff;
const COUNTER_SEED_MASK = 0x7ff;

/** Where the 16 bytes stand in `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. */
const HEX_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1');

/**
 * UUIDv7 (RFC 9562 §6.2, method 1): every id sorts after the one before it, also within a
 * millisecond and when the clock is set back. More than 2,048 ids in a millisecond borrow the next.
 */
export function uuidV7Ids(clock: Clock, random: Random): Ids {
  const pool = randomPool(random);
  const bytes = new Uint8Array(16);
  const seed = new Uint8Array(2);
  const text = Buffer.from('00000000-0000-0000-0000-000000000000', 'latin1');
  let lastMs = -1;
  let counter = 0;

  function advance(): void {
    const nowMs = clock.nowMs();
    counter += 1;
    if (nowMs <= lastMs && counter <= COUNTER_MAX) return;
    lastMs = nowMs > lastMs ? nowMs : lastMs + 1;
    pool.fill(seed, 0, 2);
    counter = (((seed[0] ?? 0) << 8) | (seed[1] ?? 0)) & COUNTER_SEED_MASK;
    const high = Math.floor(lastMs / 0x1_0000_0000);
    bytes[0] = high >>> 8;
    bytes[1] = high;
    bytes[2] = lastMs / 0x100_0000;
    bytes[3] = lastMs / 0x1_0000;
    bytes[4] = lastMs / 0x100;
    bytes[5] = lastMs;
    write(0, 6);
  }

  function write(from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      const byte = bytes[i] ?? 0;
      const at = HEX_AT[i] ?? 0;
      text[at] = HEX_DIGITS[byte >>> 4] ?? 0;
      text[at + 1] = HEX_DIGITS[byte & 0xf] ?? 0;
    }
  }

  return {
    next() {
      advance();
      pool.fill(bytes, 8, 8);
      bytes[6] = 0x70 | (counter >>> 8);
      bytes[7] = counter;
      bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
      write(6, 16);
      return text.toString('latin1');
    },
  };
}

export const systemIds: Ids = uuidV7Ids(systemClock, systemRandom);
