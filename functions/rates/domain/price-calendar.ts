/** The lowest price of each night, and who may arrive on it for how long: what a calendar shows before dates are chosen. */
import type { RatePlanCode } from '#schema/rates/values.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import { valueOn } from './calendar.ts';
import { baseOf, deriver, pricesOfNights, type Sleepers } from './price-night.ts';
import type { PriceList } from './quote.ts';
import { appliesTo, type Restrictions } from './restrict.ts';

export interface LowestPrice {
  readonly ratePlan: RatePlanCode;
  readonly roomType: RoomTypeCode;
  /** The room as it is priced: with the taxes that prices include, without those that are added. */
  readonly amountMinor: number;
  /** Whether a stay may begin with this night at this price. */
  readonly arrival: boolean;
  /** The fewest nights of a stay that begins here, or has this night, at this price. */
  readonly nightsMin: number;
}

/** For each night `[fromDay, toDay)`; undefined where nothing is sold to so many. */
export function lowestPrices(
  { plans, prices, restrictions }: PriceList,
  fromDay: number,
  toDay: number,
  sleepers: Sleepers,
): readonly (LowestPrice | undefined)[] {
  const lowest: (LowestPrice | undefined)[] = Array.from({ length: toDay - fromDay });
  for (const { ratePlan: base, roomType, calendar } of prices) {
    // Once for all plans that are derived from them.
    const baseNights = pricesOfNights(calendar, fromDay, toDay, sleepers);
    for (const [ratePlan, plan] of plans) {
      if (baseOf(ratePlan, plan) !== base) continue;
      const derive = deriver(plan.derivation);
      const offered = { ratePlan, roomType };
      const ofIt = restrictions.filter(({ scope }) => appliesTo(scope, offered));
      for (const [at, baseMinor] of baseNights.entries()) {
        const sold = baseMinor === undefined ? undefined : soldOn(ofIt, fromDay + at);
        if (baseMinor === undefined || sold === undefined) continue;
        const price = { ...offered, amountMinor: derive(baseMinor), ...sold };
        const before = lowest[at];
        if (before === undefined || isLower(price, before)) lowest[at] = price;
      }
    }
  }
  return lowest;
}

type Conditions = Pick<LowestPrice, 'arrival' | 'nightsMin'>;
const unconditional: Conditions = { arrival: true, nightsMin: 1 };

/** Undefined: closed. */
function soldOn(restrictions: readonly Restrictions[], day: number): Conditions | undefined {
  if (restrictions.length === 0) return unconditional;
  let { arrival, nightsMin } = unconditional;
  for (const { calendar } of restrictions) {
    const night = valueOn(calendar, day);
    if (night === undefined) continue;
    if (night.closed) return undefined;
    if (night.closedForArrival) arrival = false;
    const { minimumLengthOfStay, minimumStayThrough } = night;
    nightsMin = Math.max(nightsMin, minimumLengthOfStay ?? 1, minimumStayThrough ?? 1);
  }
  return { arrival, nightsMin };
}

/** Of two at one price the one that may be arrived on, then the one for fewer nights. */
function isLower(one: LowestPrice, other: LowestPrice): boolean {
  if (one.amountMinor !== other.amountMinor) return one.amountMinor < other.amountMinor;
  if (one.arrival !== other.arrival) return one.arrival;
  return one.nightsMin < other.nightsMin;
}
