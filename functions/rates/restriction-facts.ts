/** What scopes say of stays now, in facts that travel: whoever decides bookings keeps it, however often and late it comes. */

import type { ScopeRestrictions } from '#schema/rates/restricted-stay.ts';
import { RatePlanCode, type Restriction } from '#schema/rates/values.ts';
import { RoomTypeCode } from '#schema/values.ts';
import type { Kept } from './calendars.ts';
import { saidFrom } from './domain/restrict.ts';

/** A fact of a year for every plan is some kilobytes; one scope alone may have more, and goes alone. */
const charactersMax = 128 * 1024;

/** From a day on. As few facts as they fit into, in order. */
export function inFacts(
  kept: readonly Kept<Restriction>[],
  fromDay: number,
): readonly (readonly ScopeRestrictions[])[] {
  const facts: ScopeRestrictions[][] = [];
  let left = 0;
  for (const scope of kept.map((each) => scopeFrom(each, fromDay))) {
    const characters = JSON.stringify(scope).length;
    if (characters > left) {
      facts.push([]);
      left = charactersMax;
    }
    facts.at(-1)?.push(scope);
    left -= characters;
  }
  return facts;
}

function scopeFrom(
  { ratePlan, roomType, calendar }: Kept<Restriction>,
  fromDay: number,
): ScopeRestrictions {
  return {
    ratePlan: ratePlan === '' ? '' : RatePlanCode.parse(ratePlan),
    roomType: roomType === '' ? '' : RoomTypeCode.parse(roomType),
    runs: saidFrom(calendar, fromDay),
  };
}
