/** The lowest price of each night, and who may arrive on it for how long: what a calendar shows before dates are chosen. */
import type { Calendar } from '#schema/rates/calendar.ts';
import { appliesTo, type SaidRestriction } from '#schema/rates/restricted-stay.ts';
import type { RatePlanCode } from '#schema/rates/values.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import { fillNights } from './calendar.ts';
import { isFor, passedBy } from './fits.ts';
import { baseOf, deriver, pricesOfNights, type Sleepers } from './price-night.ts';
import { isTooMuch, type LeftOf, type PriceList } from './quote.ts';

export interface LowestPrice {
  readonly ratePlan: RatePlanCode;
  readonly roomType: RoomTypeCode;
  /** The room as it is priced: with the taxes that prices include, without those that are added. */
  readonly amountMinor: number;
  /** Of this room type; at least one. */
  readonly roomsLeft: number;
  /** Whether a stay may begin with this night at this price. */
  readonly arrival: boolean;
  /** The fewest nights of a stay that begins here, or has this night, at this price. */
  readonly nightsMin: number;
}

/** For each night `[fromDay, toDay)`; undefined where nothing is sold to so many, or no room is left. */
export function lowestPrices(
  { plans, prices, restrictions }: PriceList,
  [fromDay, toDay]: readonly [number, number],
  sleepers: Sleepers,
  leftOf: LeftOf,
): readonly (LowestPrice | undefined)[] {
  const lowest = new Array<LowestPrice | undefined>(toDay - fromDay).fill(undefined);
  const scopes = restrictions.map(({ scope, calendar }) => ({
    ...{ scope, nights: conditionsOn(calendar, fromDay, toDay) },
  }));
  for (const { ratePlan: base, roomType, occupancy, calendar } of prices) {
    if (passedBy(occupancy, sleepers) !== undefined) continue;
    // Once for all plans that are derived from them.
    const usual = pricesOfNights(calendar, fromDay, toDay, sleepers);
    for (const [ratePlan, plan] of plans) {
      if (baseOf(ratePlan, plan) !== base || !isFor(plan.guests, sleepers)) continue;
      const { freeChildren } = plan;
      const baseNights =
        freeChildren === undefined
          ? usual
          : pricesOfNights(calendar, fromDay, toDay, { ...sleepers, freeChildren });
      const offered = { ratePlan, roomType };
      const sold = scopes.filter(({ scope }) => appliesTo(scope, offered));
      const derive = deriver(plan.derivation);
      lower(lowest, {
        ...offered,
        baseNights,
        derive,
        left: leftOf(roomType),
        conditions: sold.map(({ nights }) => nights),
      });
    }
  }
  return lowest;
}

type Nights<T> = readonly (T | undefined)[];

interface Candidate extends Pick<LowestPrice, 'ratePlan' | 'roomType'> {
  readonly baseNights: Nights<number>;
  readonly derive: (baseMinor: number) => number;
  readonly left: readonly number[];
  /** Of every scope it falls into. */
  readonly conditions: readonly Nights<Conditions>[];
}

/** Takes the candidate's price where it is the lowest so far. */
function lower(lowest: (LowestPrice | undefined)[], candidate: Candidate): void {
  const { ratePlan, roomType, baseNights, derive, left, conditions } = candidate;
  for (let at = 0; at < lowest.length; at += 1) {
    const baseMinor = baseNights[at];
    const roomsLeft = left[at] ?? 0;
    if (baseMinor === undefined || roomsLeft === 0) continue;
    const amountMinor = derive(baseMinor);
    if (isTooMuch(amountMinor)) continue;
    const before = lowest[at];
    if (before !== undefined && before.amountMinor < amountMinor) continue;
    const sold = together(conditions, at);
    if (sold.closed) continue;
    const { arrival, nightsMin } = sold;
    const price = { ratePlan, roomType, amountMinor, roomsLeft, arrival, nightsMin };
    if (before === undefined || isLower(price, before)) lowest[at] = price;
  }
}

interface Conditions extends Pick<LowestPrice, 'arrival' | 'nightsMin'> {
  readonly closed: boolean;
}
const unconditional: Conditions = { closed: false, arrival: true, nightsMin: 1 };

function conditionsOn(
  calendar: Calendar<SaidRestriction>,
  fromDay: number,
  toDay: number,
): Nights<Conditions> {
  const nights = new Array<Conditions | undefined>(toDay - fromDay).fill(undefined);
  fillNights(calendar, [fromDay, toDay], nights, (night) => ({
    ...{ closed: night.closed === true, arrival: night.closedForArrival !== true },
    nightsMin: Math.max(night.minimumLengthOfStay ?? 1, night.minimumStayThrough ?? 1),
  }));
  return nights;
}

/** What all scopes say of a night together: the strictest of each. */
function together(scopes: readonly Nights<Conditions>[], at: number): Conditions {
  let all = unconditional;
  for (const nights of scopes) {
    const one = nights[at];
    if (one === undefined) continue;
    all = {
      closed: all.closed || one.closed,
      arrival: all.arrival && one.arrival,
      nightsMin: Math.max(all.nightsMin, one.nightsMin),
    };
  }
  return all;
}

/** Of two at one price the one that may be arrived on, then the one for fewer nights. */
function isLower(one: LowestPrice, other: LowestPrice): boolean {
  if (one.amountMinor !== other.amountMinor) return one.amountMinor < other.amountMinor;
  if (one.arrival !== other.arrival) return one.arrival;
  return one.nightsMin < other.nightsMin;
}
