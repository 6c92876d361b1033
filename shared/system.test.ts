import { describe, expect, test } from 'vitest';
import type { Random } from '#shared/ports.ts';
import { randomPool, systemClock, systemIds, systemTimerMs, uuidV7Ids } from '#shared/system.ts';
import { seededRandom, testClock, testSources } from '#shared/testing/sources.ts';

/** Every byte the same, so that an id can be written out in full. */
const constantRandom = (byte: number): Random => ({ bytes: (count) => Buffer.alloc(count, byte) });

describe('a UUIDv7', () => {
  test('holds the time, the version, the counter, the variant and random bits', () => {
    const ids = uuidV7Ids(testClock(0x0123_4567_89ab), constantRandom(0xff));
    expect(ids.next()).toBe('01234567-89ab-77ff-bfff-ffffffffffff');
    expect(ids.next()).toBe('01234567-89ab-7800-bfff-ffffffffffff');
  });

  test('starts its counter in the lower half of each millisecond', () => {
    const clock = testClock(1_000);
    const ids = uuidV7Ids(clock, constantRandom(0x0a));
    expect(ids.next()).toBe('00000000-03e8-720a-8a0a-0a0a0a0a0a0a');
    clock.advance(1);
    expect(ids.next()).toBe('00000000-03e9-720a-8a0a-0a0a0a0a0a0a');
  });

  test('borrows the next millisecond when the counter is full', () => {
    const ids = uuidV7Ids(testClock(1_000), constantRandom(0xff));
    for (let i = 0; i < 0x1000 - 0x7ff - 1; i += 1) ids.next();
    expect(ids.next()).toBe('00000000-03e8-7fff-bfff-ffffffffffff');
    expect(ids.next()).toBe('00000000-03e9-77ff-bfff-ffffffffffff');
  });

  test('sorts after the one before it, also when the clock goes back', () => {
    const clock = testClock();
    const ids = uuidV7Ids(clock, seededRandom(7));
    const made: string[] = [];
    for (let i = 0; i < 20_000; i += 1) {
      if (i % 1_000 === 0) clock.advance(i % 3_000 === 0 ? -50 : 3);
      made.push(ids.next());
    }
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(20_000);
  });

  test('follows the clock again once it has caught up', () => {
    const clock = testClock(1_000);
    const ids = uuidV7Ids(clock, constantRandom(0));
    ids.next();
    clock.set(500);
    expect(ids.next()).toBe('00000000-03e8-7001-8000-000000000000');
    clock.set(1_001);
    expect(ids.next()).toBe('00000000-03e9-7000-8000-000000000000');
  });

  test('comes from the real sources with the time of now', () => {
    const beforeMs = systemClock.nowMs();
    const id = systemIds.next();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const madeAtMs = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    expect(madeAtMs).toBeGreaterThanOrEqual(beforeMs);
    expect(madeAtMs).toBeLessThanOrEqual(systemClock.nowMs() + 1);
  });
});

describe('a random pool', () => {
  test('gives every byte of its source once', () => {
    let calls = 0;
    const pool = randomPool({
      bytes(count) {
        calls += 1;
        return Buffer.from(Array.from({ length: count }, (_, i) => (i + calls) % 256));
      },
    });
    const target = new Uint8Array(4);
    pool.fill(target, 1, 3);
    expect([...target]).toEqual([0, 1, 2, 3]);
    pool.fill(target, 0, 2);
    expect([...target]).toEqual([4, 5, 2, 3]);
    expect(calls).toBe(1);
  });

  test('draws a new batch when what is left is too little', () => {
    const firsts = [1, 2];
    const pool = randomPool({ bytes: (count) => Buffer.alloc(count, firsts.shift()) });
    const target = new Uint8Array(8);
    for (let i = 0; i < 512; i += 1) pool.fill(target, 0, 8);
    expect([...target]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    pool.fill(target, 0, 8);
    expect([...target]).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
  });
});

test('the timer never goes back', () => {
  const firstMs = systemTimerMs();
  expect(systemTimerMs()).toBeGreaterThanOrEqual(firstMs);
});

describe('test sources', () => {
  test('repeat themselves for one seed and differ for another', () => {
    const take = (seed: number) => {
      const { ids, random } = testSources({ seed });
      return [ids.next(), ids.next(), random.bytes(8).toString('hex')];
    };
    expect(take(1)).toEqual(take(1));
    expect(take(1)[0]).not.toBe(take(2)[0]);
    expect(take(1)[2]).not.toBe(take(2)[2]);
  });

  test('spread their bytes evenly', () => {
    const counts = new Array<number>(256).fill(0);
    for (const byte of seededRandom(3).bytes(256_000)) counts[byte] = (counts[byte] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});
