/** Who pays as an adult and who as a child, once those who sleep free are left out (H5). */
import type { FreeChildren } from '#schema/rates/ages.ts';

export interface Payers {
  readonly adults: number;
  /** In years: those who pay as children. */
  readonly childrenAges: readonly number[];
}

/**
 * Children make up for adults that are missing from `fullPayersMin`, the oldest first; of the others a plan may let some
 * sleep free, the youngest first (AlpineBits HotelData: transformation, then family offers).
 */
export function payersOf(
  { adults, childrenAges }: Payers,
  fullPayersMin: number,
  given: FreeChildren | undefined,
): Payers {
  if (childrenAges.length === 0) return { adults, childrenAges };
  const missing = Math.max(fullPayersMin - adults, 0);
  const sorted = childrenAges.toSorted((one, other) => one - other);
  const children = sorted.slice(0, Math.max(sorted.length - missing, 0));
  const free = given === undefined ? 0 : freeOf(children, given);
  return {
    adults: adults + sorted.length - children.length,
    childrenAges: children.slice(free),
  };
}

function freeOf(
  youngestFirst: readonly number[],
  { ageTo, childrenMin = 1, free }: FreeChildren,
): number {
  const young = youngestFirst.filter((age) => age <= ageTo).length;
  return young < childrenMin ? 0 : Math.min(young, free);
}
