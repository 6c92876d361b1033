import { describe, expect, test } from 'vitest';
import { assertDelivery, delayBeforeRetryMs } from './backoff.ts';

describe('the wait before a retry', () => {
  test('grows with its number, or doubles', () => {
    const waits = (backoffPolicy: 'linear' | 'exponential') =>
      [1, 2, 3, 10].map((n) =>
        delayBeforeRetryMs({ retry: 10, backoffPolicy, backoffDelayMs: 200 }, n),
      );
    expect(waits('linear')).toEqual([200, 400, 600, 2_000]);
    expect(waits('exponential')).toEqual([400, 800, 1_600, 204_800]);
  });

  test('is at most 30 days, or the declaration is a slip', () => {
    const delivery = { backoffPolicy: 'exponential', backoffDelayMs: 1_000 } as const;
    expect(() => assertDelivery('a', { ...delivery, retry: 21 })).not.toThrow();
    expect(() => assertDelivery('a', { ...delivery, retry: 22 })).toThrow('its last retry');
    expect(() => assertDelivery('a', { ...delivery, retry: -1 })).toThrow('retry');
    expect(() => assertDelivery('a', { ...delivery, retry: 1, backoffDelayMs: 0 })).toThrow();
  });
});
