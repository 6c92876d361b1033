/**
 * Rate limits shared by all replicas. Each replica leases a slice of a key's tokens in the
 * background and answers from its slice, so a request waits for nobody. Without word from Redis it
 * goes on with its own share of the limit, or with what it was leased lately where that is more: a caller
 * who was within a limit stays so while Redis is away. Redis hears of what was spent.
 */
import assert from 'node:assert/strict';
import type { Limits } from '#shared/cache/limits.ts';
import { RecencyMap } from '#shared/cache/recency-map.ts';
import type { RedisConnection } from '#shared/cache/redis-connection.ts';
import { limitKey } from '#shared/cache/redis-keys.ts';
import {
  type Lease,
  leaseScript,
  parseLease,
  sliceMost,
  sliceSpentMs,
  sliceWanted,
} from '#shared/cache/redis-lease.ts';
import { type RateLimit, type Taken, TokenBucket } from '#shared/cache/token-bucket.ts';
import type { Clock } from '#shared/ports.ts';

export interface RedisLimitsOptions {
  readonly redis: RedisConnection;
  readonly clock: Clock;
  /** What this replica may let through by itself: one over the number of replicas. */
  readonly share: number;
  readonly keysMax?: number;
}

/** About 30 MB when full; see `memoryLimits` for what it must exceed. */
const keysMaxDefault = 100_000;
/** What is not spent by then is lost: tokens in many replicas' hands are missing elsewhere. */
const sliceMs = 1_000;
/** A refusal is asked about again after this long: another replica may have been wrong, or Redis flushed. */
const refusalMsMax = 1_000;
/** Redis answers thousands in a millisecond; more at once than this is a Redis that does not answer. */
const askingMax = 1_000;
/** While Redis is away a request should not pay for hearing so again. */
const awayMs = 100;
/** What "lately" is: long enough to see slices as a rate. */
const latelyMs = 2_000;

interface Key {
  readonly own: TokenBucket;
  slice: number;
  granted: number;
  sliceUntilMs: number;
  refusedUntilMs: number;
  /** When the token is there that was refused. */
  tokenAtMs: number;
  asking: boolean;
  askedAtMs: number;
  /** Spent since Redis was last asked. */
  spent: number;
  /** Of these, what Redis did not lease: it takes them off the next lease. */
  debt: number;
  /** Of the largest slice, until Redis has answered for the first time or has not: a replica may start under load. */
  ahead: number;
  /** What Redis leased this replica lately, as of then, and since when it has at all. */
  leasedPerSecond: number;
  leasedAtMs: number;
  leasedSum: number;
  sinceMs: number;
}

export function redisLimits(options: RedisLimitsOptions): Limits {
  const { redis, clock, share, keysMax = keysMaxDefault } = options;
  assert(share > 0 && share <= 1, 'a replica has a share of the limit');
  const keys = new RecencyMap<Key>(keysMax);
  let asking = 0;
  let awayUntilMs = 0;

  function ask(name: string, key: Key, limit: RateLimit, nowMs: number): void {
    if (key.asking || asking >= askingMax || nowMs < awayUntilMs) return;
    const want = sliceWanted(limit, key.spent, nowMs - key.askedAtMs);
    const { spent, debt } = key;
    Object.assign(key, { asking: true, askedAtMs: nowMs, spent: 0, debt: 0 });
    asking += 1;
    redis
      .script(leaseScript, limitKey(name), [limit.perSecond, limit.burst, debt, want])
      .then(
        (answer) => leased(key, limit, parseLease(answer), want),
        () => {
          awayUntilMs = clock.nowMs() + awayMs;
          // Redis may have heard of it or not; said twice it costs a caller, unsaid it costs the limit.
          key.spent += spent;
          key.debt = Math.min(limit.burst, key.debt + debt);
        },
      )
      .finally(() => {
        key.asking = false;
        key.ahead = 0;
        asking -= 1;
      });
  }

  function leased(key: Key, limit: RateLimit, { granted, waitMs }: Lease, want: number): void {
    const nowMs = clock.nowMs();
    noteLease(key, limit, granted, nowMs);
    key.slice = granted + (nowMs < key.sliceUntilMs ? key.slice : 0);
    key.granted = Math.max(granted, 1);
    key.sliceUntilMs = nowMs + sliceMs;
    key.tokenAtMs = nowMs + waitMs;
    key.refusedUntilMs = granted < want ? nowMs + Math.min(waitMs, refusalMsMax) : 0;
  }

  /** Of what it may let through by itself, while Redis has said nothing. */
  function takeOwn(key: Key, limit: RateLimit, nowMs: number): Taken {
    const own = key.own.take(nowMs, ownLimit(key, shareOf(limit, share), limit));
    if (!own.allowed && key.ahead < 1) return own;
    const taken: Taken = own.allowed ? own : { allowed: true, remaining: key.ahead - 1 };
    if (!own.allowed) key.ahead -= 1;
    key.debt = Math.min(limit.burst, key.debt + 1);
    key.spent += 1;
    return taken;
  }

  return {
    take(name, limit) {
      assert(limit.perSecond > 0 && limit.burst >= 1, 'a limit lets something through');
      const nowMs = clock.nowMs();
      const sliceMax = nowMs < awayUntilMs ? 0 : sliceMost(limit);
      const key = keys.get(name) ?? newKey(nowMs, shareOf(limit, share), sliceMax);
      keys.set(name, key);
      if (nowMs < key.sliceUntilMs && key.slice >= 1) {
        key.slice -= 1;
        key.spent += 1;
        if (key.slice * 2 < key.granted && nowMs >= key.refusedUntilMs)
          ask(name, key, limit, nowMs);
        return { allowed: true, remaining: key.slice };
      }
      if (nowMs < key.refusedUntilMs) {
        return { allowed: false, retryAfterMs: Math.max(1, key.tokenAtMs - nowMs), remaining: 0 };
      }
      const taken = takeOwn(key, limit, nowMs);
      ask(name, key, limit, nowMs);
      return taken;
    },
  };
}

/** At least one, or a limit of a few requests would let nobody through while Redis is away. */
function shareOf({ perSecond, burst }: RateLimit, share: number): RateLimit {
  return { perSecond: perSecond * share, burst: Math.max(1, burst * share) };
}

/**
 * A mean of slices that fades with time, over the time in which there were any: a replica that has just begun knows its callers, too.
 * What Redis leases of a burst is no rate, so the limit's own is its bound.
 */
function noteLease(key: Key, limit: RateLimit, granted: number, nowMs: number): void {
  const left = (ms: number): number => Math.exp(-Math.max(0, ms) / latelyMs);
  key.leasedSum = key.leasedSum * left(nowMs - key.leasedAtMs) + granted;
  key.leasedAtMs = nowMs;
  const seconds = (latelyMs * (1 - left(Math.max(sliceSpentMs, nowMs - key.sinceMs)))) / 1_000;
  key.leasedPerSecond = Math.min(limit.perSecond, key.leasedSum / seconds);
}

/** All replicas' shares are the limit once, and what all were leased is at most that, too. */
function ownLimit(key: Key, own: RateLimit, { burst }: RateLimit): RateLimit {
  return {
    perSecond: Math.max(own.perSecond, key.leasedPerSecond),
    burst: Math.max(own.burst, Math.min(burst, key.leasedPerSecond)),
  };
}

function newKey(nowMs: number, own: RateLimit, sliceMax: number): Key {
  return {
    own: new TokenBucket(nowMs, own.burst),
    ...{ slice: 0, granted: 1, sliceUntilMs: 0, refusedUntilMs: 0, tokenAtMs: 0 },
    ...{ asking: false, askedAtMs: nowMs, spent: 0, debt: 0 },
    ...{ ahead: Math.max(0, sliceMax - own.burst), leasedPerSecond: 0, leasedAtMs: nowMs },
    ...{ leasedSum: 0, sinceMs: nowMs },
  };
}
