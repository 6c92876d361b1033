/** Rate limits of this process, in memory. */
import assert from 'node:assert/strict';
import { RecencyMap } from '#shared/cache/recency-map.ts';
import { type RateLimit, type Taken, TokenBucket } from '#shared/cache/token-bucket.ts';
import type { Clock } from '#shared/ports.ts';

/**
 * Synchronous and local by contract: a request must not wait for another machine to learn that it
 * may go on. An adapter that shares limits between replicas leases slices of them in the
 * background and answers from its slice.
 */
export interface Limits {
  /** Takes one token of the key's bucket. A key is always taken with the same limit. */
  take(key: string, limit: RateLimit): Taken;
}

export interface MemoryLimitsOptions {
  readonly clock: Clock;
  readonly keysMax?: number;
}

/**
 * About 15 MB when full. A key that comes back after this many others has a full bucket again, so
 * it must exceed the callers seen within the time a bucket takes to fill.
 */
const KEYS_MAX = 100_000;

export function memoryLimits({ clock, keysMax = KEYS_MAX }: MemoryLimitsOptions): Limits {
  const buckets = new RecencyMap<TokenBucket>(keysMax);
  return {
    take(key, limit) {
      assert(limit.perSecond > 0 && limit.burst >= 1, 'a limit lets something through');
      const nowMs = clock.nowMs();
      const known = buckets.get(key);
      if (known !== undefined) return known.take(nowMs, limit);
      const bucket = new TokenBucket(nowMs, limit.burst);
      buckets.set(key, bucket);
      return bucket.take(nowMs, limit);
    },
  };
}
