/**
 * What callers are told of their limits (draft-ietf-httpapi-ratelimit-headers-11). A bucket of so
 * many that fills again in so many seconds is a quota of that window.
 */
import type { RateLimit, Taken } from '#shared/cache/token-bucket.ts';
import type { RuntimeRefusal } from './problems.ts';

/** A limit by its name, and what taking from it has said. */
export interface Limited {
  readonly name: 'token' | 'tenant' | 'address';
  readonly limit: RateLimit;
  readonly taken: Taken;
}

export type RateLimitHeaders = Readonly<Record<'ratelimit-policy' | 'ratelimit', string>>;

export function rateLimitHeaders(limits: readonly Limited[]): RateLimitHeaders {
  return {
    'ratelimit-policy': limits.map(policyOf).join(', '),
    ratelimit: limits.map(stateOf).join(', '),
  };
}

export function rateLimited(
  name: Limited['name'],
  limit: RateLimit,
  taken: Extract<Taken, { allowed: false }>,
): RuntimeRefusal {
  return {
    code: 'rate_limited',
    detail: `the limit of the ${name} is used up`,
    retryAfterSeconds: secondsOf(taken.retryAfterMs),
    headers: rateLimitHeaders([{ name, limit, taken }]),
  };
}

function policyOf({ name, limit: { burst, perSecond } }: Limited): string {
  return `"${name}";q=${Math.floor(burst)};w=${Math.ceil(burst / perSecond)}`;
}

/** Within `t` seconds no more than `r`: until then nothing comes back, or not a whole one. */
function stateOf({ name, limit, taken }: Limited): string {
  const moreMs = taken.allowed ? 1000 / limit.perSecond : taken.retryAfterMs;
  return `"${name}";r=${taken.remaining};t=${secondsOf(moreMs)}`;
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}
