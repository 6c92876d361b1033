/** Whether so many may sleep in a room (beds and persons of its type), and whether a plan is for them. */
import type { PlanGuests } from '#schema/rates/ages.ts';
import { type Occupancy, passedBy as personsPassedBy } from '#schema/rooms/values.ts';
import type { Sleepers } from './price-night.ts';

/** What of it they are too many for; undefined where they fit, or nobody has said who may. */
export function passedBy(
  occupancy: Occupancy | null,
  { adults, childrenAges }: Sleepers,
): number | undefined {
  return personsPassedBy(occupancy, adults, childrenAges.length);
}

/** A plan that says nothing is for everybody. */
export function isFor(guests: PlanGuests | undefined, { adults, childrenAges }: Sleepers): boolean {
  if (guests === undefined) return true;
  const { adultsMin, adultsMax, childrenMin, childrenMax, childAgeFrom, childAgeTo } = guests;
  return (
    isWithin(adults, adultsMin, adultsMax) &&
    isWithin(childrenAges.length, childrenMin, childrenMax) &&
    childrenAges.every((age) => isWithin(age, childAgeFrom, childAgeTo))
  );
}

function isWithin(
  value: number,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): boolean {
  return least <= value && value <= most;
}
