/**
 * After a turn of so many pieces of work that took so long the machine is what everybody waits for. The next
 * one gathers for as long, and costs less for each piece: what a turn costs by itself is that of some thirty.
 */
const crowdedCount = 32;
const crowdedMs = 20;
const restMsMax = 50;

/** How long to gather before the next turn, after one of `count` pieces that took `tookMs`. */
export function restMs(count: number, tookMs: number): number {
  return count >= crowdedCount && tookMs > crowdedMs ? Math.min(tookMs, restMsMax) : 0;
}
