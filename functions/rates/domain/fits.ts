/** Whether so many may sleep in a room (beds and persons of its type). */
import { type Occupancy, passedBy as personsPassedBy } from '#schema/rooms/values.ts';
import type { Sleepers } from './price-night.ts';

/** What of it they are too many for; undefined where they fit, or nobody has said who may. */
export function passedBy(
  occupancy: Occupancy | null,
  { adults, childrenAges }: Sleepers,
): number | undefined {
  return personsPassedBy(occupancy, adults, childrenAges.length);
}
