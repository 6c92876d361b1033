/** Hot reads of this process, in memory. */
import assert from 'node:assert/strict';
import { RecencyMap } from '#shared/cache/recency-map.ts';
import {
  CACHE_TTL_MS_MAX,
  type Versioned,
  type VersionedCache,
} from '#shared/cache/versioned-cache.ts';
import type { Clock } from '#shared/ports.ts';

export interface MemoryCacheOptions {
  readonly clock: Clock;
  /** The key unused for longest goes first. */
  readonly entriesMax: number;
  readonly ttlMs?: number;
}

interface Kept<T> {
  readonly entry: Versioned<T>;
  readonly expiresAtMs: number;
}

export function memoryCache<T>(options: MemoryCacheOptions): VersionedCache<T> {
  const { clock, entriesMax, ttlMs = CACHE_TTL_MS_MAX } = options;
  assert(ttlMs > 0 && ttlMs <= CACHE_TTL_MS_MAX, `ttlMs is at most ${CACHE_TTL_MS_MAX}`);
  const kept = new RecencyMap<Kept<T>>(entriesMax);
  /** Bounded by the callers: each waits for one of these. */
  const loading = new Map<string, Promise<Versioned<T>>>();

  function current(key: string): Versioned<T> | undefined {
    const found = kept.get(key);
    if (found === undefined || found.expiresAtMs > clock.nowMs()) return found?.entry;
    kept.delete(key);
    return undefined;
  }

  /** What the key holds afterwards. */
  function keep(key: string, entry: Versioned<T>, expiresAtMs: number): Versioned<T> {
    const there = current(key);
    if (there !== undefined && there.version > entry.version) return there;
    if (expiresAtMs <= clock.nowMs()) return entry;
    kept.set(key, { entry, expiresAtMs });
    return entry;
  }

  function fetchOnce(key: string, fetch: () => Promise<Versioned<T>>): Promise<Versioned<T>> {
    const expiresAtMs = clock.nowMs() + ttlMs;
    const running: Promise<Versioned<T>> = fetch().then(
      (entry) => {
        if (loading.get(key) !== running) return entry;
        loading.delete(key);
        return keep(key, entry, expiresAtMs);
      },
      (error: unknown) => {
        if (loading.get(key) === running) loading.delete(key);
        throw error;
      },
    );
    loading.set(key, running);
    return running;
  }

  return {
    async get(key) {
      return current(key);
    },
    async set(key, entry) {
      keep(key, entry, clock.nowMs() + ttlMs);
    },
    async delete(key) {
      kept.delete(key);
      loading.delete(key);
    },
    async load(key, fetch) {
      return current(key) ?? loading.get(key) ?? fetchOnce(key, fetch);
    },
  };
}
