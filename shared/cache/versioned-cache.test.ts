import { describe, expect, test } from 'vitest';
import { memoryCache } from '#shared/cache/memory-cache.ts';
import type { Versioned, VersionedCache } from '#shared/cache/versioned-cache.ts';
import { testClock, testSources } from '#shared/testing/sources.ts';

const adapters: Record<string, () => VersionedCache<string>> = {
  memory: () => memoryCache({ clock: testSources().clock, entriesMax: 100 }),
};

const first: Versioned<string> = { version: 1, value: 'first' };
const second: Versioned<string> = { version: 2, value: 'second' };

/** A fetch that answers when told to, and counts how often it was asked. */
function heldFetch() {
  const { promise, resolve, reject } = Promise.withResolvers<Versioned<string>>();
  let asked = 0;
  const fetch = () => {
    asked += 1;
    return promise;
  };
  return { fetch, resolve, reject, asked: () => asked };
}

describe.each(Object.entries(adapters))('%s cache', (_name, open) => {
  test('gives back what was set, and nothing for another key', async () => {
    const cache = open();
    await cache.set('a', first);
    expect(await cache.get('a')).toEqual({ version: 1, value: 'first' });
    expect(await cache.get('b')).toBeUndefined();
  });

  test('never replaces a newer version by an older one', async () => {
    const cache = open();
    await cache.set('a', second);
    await cache.set('a', first);
    expect(await cache.get('a')).toEqual(second);
    await cache.set('a', { version: 3, value: 'third' });
    expect(await cache.get('a')).toEqual({ version: 3, value: 'third' });
  });

  test('takes the same version again', async () => {
    const cache = open();
    await cache.set('a', first);
    await cache.set('a', { version: 1, value: 'first, read again' });
    expect(await cache.get('a')).toEqual({ version: 1, value: 'first, read again' });
  });

  test('forgets a deleted key, and then takes any version', async () => {
    const cache = open();
    await cache.set('a', second);
    await cache.delete('a');
    expect(await cache.get('a')).toBeUndefined();
    await cache.set('a', first);
    expect(await cache.get('a')).toEqual(first);
  });

  test('loads once for all who ask, and keeps the answer', async () => {
    const cache = open();
    const held = heldFetch();
    const waiting = [cache.load('a', held.fetch), cache.load('a', held.fetch)];
    held.resolve(first);
    expect(await Promise.all(waiting)).toEqual([first, first]);
    expect(await cache.load('a', held.fetch)).toEqual(first);
    expect(held.asked()).toBe(1);
  });

  test('loads different keys apart', async () => {
    const cache = open();
    expect(await cache.load('a', async () => first)).toEqual(first);
    expect(await cache.load('b', async () => second)).toEqual(second);
  });

  test('tells all who wait of a failed load, keeps nothing and loads again', async () => {
    const cache = open();
    const held = heldFetch();
    const waiting = [cache.load('a', held.fetch), cache.load('a', held.fetch)];
    held.reject(new Error('away'));
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.load('a', async () => first)).toEqual(first);
  });

  test('answers a load with the newer version that was set meanwhile', async () => {
    const cache = open();
    const held = heldFetch();
    const waiting = cache.load('a', held.fetch);
    await cache.set('a', second);
    held.resolve(first);
    expect(await waiting).toEqual(second);
    expect(await cache.get('a')).toEqual(second);
  });

  test('does not keep a load that began before a delete', async () => {
    const cache = open();
    const held = heldFetch();
    const before = cache.load('a', held.fetch);
    await cache.delete('a');
    const after = cache.load('a', async () => second);
    held.resolve(first);
    expect(await before).toEqual(first);
    expect(await after).toEqual(second);
    expect(await cache.get('a')).toEqual(second);
  });

  test('does not share a failed load from before a delete', async () => {
    const cache = open();
    const old = heldFetch();
    const fresh = heldFetch();
    const before = cache.load('a', old.fetch);
    await cache.delete('a');
    const after = [cache.load('a', fresh.fetch)];
    old.reject(new Error('away'));
    await expect(before).rejects.toThrow('away');
    after.push(cache.load('a', fresh.fetch));
    fresh.resolve(second);
    expect(await Promise.all(after)).toEqual([second, second]);
    expect(fresh.asked()).toBe(1);
  });
});

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
