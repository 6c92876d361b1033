/** Nights that a plan gives away: seven for six (H5). */
import type { FreeNights } from '#schema/rates/values.ts';

/** Which nights of a stay cost nothing, counted from the arrival. A run that the stay does not fill gives none. */
export function freeNightsOf(
  nightsMinor: readonly number[],
  given: FreeNights,
): ReadonlySet<number> {
  const { ofNights, free, which, runsMax = Number.POSITIVE_INFINITY } = given;
  const nights = nightsMinor.length;
  if (nights < ofNights) return new Set();
  if (which === 'last_of_stay') return new Set(countedFrom(nights - free, free));
  const runs = Math.min(Math.floor(nights / ofNights), runsMax);
  return new Set(countedFrom(0, runs).flatMap((run) => freeOf(nightsMinor, run * ofNights, given)));
}

function freeOf(
  nightsMinor: readonly number[],
  first: number,
  { ofNights, free, which }: FreeNights,
): readonly number[] {
  const run = countedFrom(first, ofNights);
  if (which === 'last') return run.slice(-free);
  // Sorting is stable, so the earlier stays before the later.
  const byPrice = run.sort((one, other) => (nightsMinor[one] ?? 0) - (nightsMinor[other] ?? 0));
  return byPrice.slice(0, free);
}

function countedFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => first + at);
}
