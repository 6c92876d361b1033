/** What every adapter of the limits does, whoever keeps the count. */
import { describe, expect, test } from 'vitest';
import type { Limits } from '#shared/cache/limits.ts';
import type { RateLimit } from '#shared/cache/token-bucket.ts';

export interface OpenLimits {
  readonly limits: Limits;
  /** What was asked of others in the background is answered. */
  settled(): Promise<void>;
  /** What may be let through beyond the burst before the first answer. */
  readonly extra: (limit: RateLimit) => number;
}

const perDay = (burst: number): RateLimit => ({ perSecond: 1 / 86_400, burst });

async function letThrough({ limits, settled }: OpenLimits, key: string, limit: RateLimit) {
  let count = 0;
  for (let tries = 0; tries < limit.burst * 3; tries += 1) {
    if (limits.take(key, limit).allowed) count += 1;
    await settled();
  }
  return count;
}

export function limitsContract(name: string, open: () => OpenLimits): void {
  describe(`${name} limits`, () => {
    test.each([1, 3, 40])('let a burst of %i through and then nothing', async (burst) => {
      const opened = open();
      const count = await letThrough(opened, 'a', perDay(burst));
      expect(count).toBeGreaterThanOrEqual(burst);
      expect(count).toBeLessThanOrEqual(burst + opened.extra(perDay(burst)));
    });

    test('say how long a refused one has to wait', async () => {
      const opened = open();
      await letThrough(opened, 'a', perDay(2));
      const refused = opened.limits.take('a', perDay(2));
      expect(refused).toMatchObject({ allowed: false, remaining: 0 });
      const retryAfterMs = refused.allowed ? 0 : refused.retryAfterMs;
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(86_400_000);
    });

    test('count each key for itself', async () => {
      const opened = open();
      await letThrough(opened, 'a', perDay(2));
      expect(opened.limits.take('a', perDay(2)).allowed).toBe(false);
      expect(opened.limits.take('b', perDay(2)).allowed).toBe(true);
    });

    test.each([
      { perSecond: 0, burst: 1 },
      { perSecond: 1, burst: 0 },
    ])('take a limit of %o for a mistake', (limit) => {
      expect(() => open().limits.take('a', limit)).toThrow('lets something through');
    });
  });
}
