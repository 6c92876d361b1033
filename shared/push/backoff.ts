/** How long a trigger waits before it delivers again: no cap and no jitter, as Knative does it. */
import assert from 'node:assert/strict';
import type { Delivery } from '#shared/function/declare.ts';

/** An event that waits longer is forgotten by everyone but the table; such a declaration is a slip. */
const delayMsMax = 30 * 86_400_000;
const retriesMax = 1_000;

/** Before retry `n`, which is 1 for the first. */
export function delayBeforeRetryMs({ backoffPolicy, backoffDelayMs }: Delivery, n: number): number {
  return backoffPolicy === 'linear' ? backoffDelayMs * n : backoffDelayMs * 2 ** n;
}

export function assertDelivery(trigger: string, delivery: Delivery): void {
  const { retry, backoffDelayMs } = delivery;
  assert(Number.isInteger(retry) && retry >= 0 && retry <= retriesMax, `${trigger}: retry`);
  assert(Number.isInteger(backoffDelayMs) && backoffDelayMs > 0, `${trigger}: backoffDelayMs`);
  assert(
    delayBeforeRetryMs(delivery, retry) <= delayMsMax,
    `${trigger}: its last retry would wait for more than ${delayMsMax} ms`,
  );
}
