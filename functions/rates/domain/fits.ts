/** Whether so many may sleep in a room (beds and persons of its type). */
import type { Occupancy } from '#schema/rooms/values.ts';
import type { Sleepers } from './price-night.ts';

/** What of it they are too many for; undefined where they fit, or nobody has said who may. */
export function passedBy(
  occupancy: Occupancy | null,
  { adults, childrenAges }: Sleepers,
): number | undefined {
  if (occupancy === null) return undefined;
  const { maximum, adultsMax, childrenMax } = occupancy;
  if (adults > adultsMax) return adultsMax;
  if (childrenAges.length > childrenMax) return childrenMax;
  return adults + childrenAges.length > maximum ? maximum : undefined;
}
