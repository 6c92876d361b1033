/** How a slice of a shared limit is leased: one script, by the clock of the Redis that keeps the key. */
import * as z from 'zod';
import { redisScript } from '#shared/cache/redis-connection.ts';
import type { RateLimit } from '#shared/cache/token-bucket.ts';

export interface Lease {
  /** Whole tokens, now this replica's. */
  readonly granted: number;
  /** Until there is one more token. */
  readonly waitMs: number;
}

/**
 * A token bucket that may go as far below zero as it is deep: what replicas spent of their own
 * shares is taken off before anything is leased. A bucket that is full again may be forgotten.
 */
export const leaseScript = redisScript(`
  local per_second, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
  local debt, want = tonumber(ARGV[3]), tonumber(ARGV[4])
  local time = redis.call('TIME')
  local now_ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at_ms')
  local tokens, at_ms = tonumber(kept[1]) or burst, tonumber(kept[2]) or now_ms
  tokens = math.min(burst, tokens + math.max(0, now_ms - at_ms) * per_second / 1000)
  tokens = math.max(-burst, tokens - debt)
  local granted = math.min(want, math.max(0, math.floor(tokens + 1e-9)))
  tokens = tokens - granted
  redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at_ms', now_ms)
  redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) * 1000 / per_second) + 1000)
  return { granted, math.ceil(math.max(0, 1 - tokens) * 1000 / per_second) }
`);

const Answer = z.tuple([z.int().min(0), z.int().min(0)]);

export function parseLease(answer: unknown): Lease {
  const [granted, waitMs] = Answer.parse(answer);
  return { granted, waitMs };
}

/** A replica asks about ten times a second for a busy key: a slice should last so long. */
export const sliceSpentMs = 100;
/** Of a burst: ten replicas cannot hold all of it while an eleventh has nothing. */
const burstPartMax = 0.1;

/** The largest slice of a limit. */
export function sliceMost({ burst }: RateLimit): number {
  return Math.max(1, Math.floor(burst * burstPartMax));
}

/** What was spent lately, for as long as a slice should last; never much of what all share. */
export function sliceWanted(limit: RateLimit, spent: number, sinceMs: number): number {
  const wanted = Math.ceil((spent * sliceSpentMs) / Math.max(1, sinceMs));
  return Math.min(sliceMost(limit), Math.max(1, wanted));
}
