/** Nights that a plan gives away: seven for six (H5). */
import type { FreeNights } from '#schema/rates/values.ts';

/** What each night of a stay costs, once the free ones cost nothing. A run that the stay does not fill gives none. */
export function withFreeNights(
  nightsMinor: readonly number[],
  given: FreeNights,
): readonly number[] {
  const { ofNights, runsMax = Number.POSITIVE_INFINITY } = given;
  const runs = Math.min(Math.floor(nightsMinor.length / ofNights), runsMax);
  const paid = [...nightsMinor];
  for (let run = 0; run < runs; run += 1) {
    for (const at of freeOf(paid, run * ofNights, given)) paid[at] = 0;
  }
  return paid;
}

function freeOf(
  nightsMinor: readonly number[],
  first: number,
  { ofNights, free, which }: FreeNights,
): readonly number[] {
  const run = Array.from({ length: ofNights }, (_, at) => first + at);
  if (which === 'last') return run.slice(-free);
  // Sorting is stable, so the earlier stays before the later.
  const byPrice = run.sort((one, other) => (nightsMinor[one] ?? 0) - (nightsMinor[other] ?? 0));
  return byPrice.slice(0, free);
}
