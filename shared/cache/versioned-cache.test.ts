import { describe, expect, test } from 'vitest';
import { memoryCache } from '#shared/cache/memory-cache.ts';
import { cacheContract, first, heldFetch, second } from '#shared/cache/testing/cache-contract.ts';
import { testClock, testSources } from '#shared/testing/sources.ts';

cacheContract('memory', () => memoryCache({ clock: testSources().clock, entriesMax: 100 }));

describe('a memory cache', () => {
  test('keeps an entry until its time is over', async () => {
    const clock = testClock();
    const cache = memoryCache<string>({ clock, entriesMax: 10, ttlMs: 5_000 });
    await cache.set('a', second);
    clock.advance(4_999);
    expect(await cache.get('a')).toEqual(second);
    clock.advance(1);
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('a', first);
    expect(await cache.get('a')).toEqual(first);
  });

  test('counts the age of a loaded entry from the start of its fetch', async () => {
    const clock = testClock();
    const cache = memoryCache<string>({ clock, entriesMax: 10, ttlMs: 5_000 });
    const held = heldFetch();
    const waiting = cache.load('a', held.fetch);
    clock.advance(4_000);
    held.resolve(first);
    await waiting;
    clock.advance(999);
    expect(await cache.get('a')).toEqual(first);
    clock.advance(1);
    expect(await cache.get('a')).toBeUndefined();
  });

  test('answers a fetch slower than the time to live and does not keep it', async () => {
    const clock = testClock();
    const cache = memoryCache<string>({ clock, entriesMax: 10, ttlMs: 5_000 });
    const held = heldFetch();
    const waiting = cache.load('a', held.fetch);
    clock.advance(5_000);
    held.resolve(first);
    expect(await waiting).toEqual(first);
    expect(await cache.get('a')).toBeUndefined();
  });

  test('forgets the key unused for longest when it is full', async () => {
    const cache = memoryCache<string>({ clock: testClock(), entriesMax: 2 });
    await cache.set('a', first);
    await cache.set('b', first);
    await cache.get('a');
    await cache.set('a', second);
    await cache.set('c', first);
    expect(await cache.get('b')).toBeUndefined();
    expect(await cache.get('a')).toEqual(second);
    expect(await cache.get('c')).toEqual(first);
  });

  test('lives 30 seconds at most', () => {
    const open = (ttlMs: number) => memoryCache({ clock: testClock(), entriesMax: 1, ttlMs });
    expect(() => open(30_001)).toThrow('ttlMs is at most 30000');
    expect(() => open(30_000)).not.toThrow();
  });
});
