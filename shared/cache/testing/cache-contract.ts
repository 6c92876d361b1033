/** What every adapter of the versioned cache does. */
import { describe, expect, test } from 'vitest';
import type { Versioned, VersionedCache } from '#shared/cache/versioned-cache.ts';

export const first: Versioned<string> = { version: 1, value: 'first' };
export const second: Versioned<string> = { version: 2, value: 'second' };

/** A fetch that answers when told to, and counts how often it was asked. */
export function heldFetch() {
  const { promise, resolve, reject } = Promise.withResolvers<Versioned<string>>();
  // It may be told to fail before anyone asks.
  promise.catch(() => undefined);
  let asked = 0;
  const fetch = () => {
    asked += 1;
    return promise;
  };
  return { fetch, resolve, reject, asked: () => asked };
}

/** `open` gives an empty cache. */
export function cacheContract(name: string, open: () => VersionedCache<string>): void {
  describe(`${name} cache`, () => {
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
}
