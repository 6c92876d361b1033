import { systemTimerMs } from '#shared/system.ts';

/**
 * After a turn of so many pieces of work that took so long the machine is what everybody waits for. The next
 * one gathers for as long, and costs less for each piece: what a turn costs by itself is that of some thirty.
 */
const crowdedCount = 32;
const crowdedMs = 20;
const restMsMax = 50;

/** Resolves when the next turn may begin, after one of `count` pieces that began at `startedMs` of the timer. */
export async function restAfter(count: number, startedMs: number): Promise<void> {
  const tookMs = systemTimerMs() - startedMs;
  if (count < crowdedCount || tookMs <= crowdedMs) return;
  await new Promise((resolve) => setTimeout(resolve, Math.min(tookMs, restMsMax)));
}
