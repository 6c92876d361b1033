/** One token bucket, pure: the caller says what time it is. */
export interface RateLimit {
  /** Tokens that come back each second; may be a fraction (0.1 is one in ten seconds). */
  readonly perSecond: number;
  /** Tokens a full bucket holds, at least 1: what may come at once. */
  readonly burst: number;
}

export type Taken =
  | { readonly allowed: true; readonly remaining: number }
  | { readonly allowed: false; readonly retryAfterMs: number; readonly remaining: 0 };

/** Sums of fractions miss a whole token by less than this; without it a wait would be 1 ms short. */
const ROUNDING = 1e-9;

export class TokenBucket {
  #tokens: number;
  #filledAtMs: number;

  /** Starts full. */
  constructor(nowMs: number, burst: number) {
    this.#tokens = burst;
    this.#filledAtMs = nowMs;
  }

  take(nowMs: number, limit: RateLimit): Taken {
    this.#fill(nowMs, limit);
    if (this.#tokens + ROUNDING >= 1) {
      this.#tokens = Math.max(0, this.#tokens - 1);
      return { allowed: true, remaining: Math.floor(this.#tokens + ROUNDING) };
    }
    const missing = 1 - this.#tokens - ROUNDING;
    return {
      allowed: false,
      retryAfterMs: Math.ceil((missing * 1000) / limit.perSecond),
      remaining: 0,
    };
  }

  #fill(nowMs: number, limit: RateLimit): void {
    // A clock set back gives nothing and takes nothing; counting goes on from its new time.
    const passedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#tokens = Math.min(limit.burst, this.#tokens + (passedMs * limit.perSecond) / 1000);
    this.#filledAtMs = nowMs;
  }
}
