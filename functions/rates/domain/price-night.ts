/** What a room costs on a night, of a base plan or of one derived from it (H5). */

import type { FreeChildren } from '#schema/rates/ages.ts';
import type { Calendar } from '#schema/rates/calendar.ts';
import { million } from '#schema/rates/policies.ts';
import type { Derivation, NightPrice, RatePlan, RatePlanCode } from '#schema/rates/values.ts';
import { fillNights } from './calendar.ts';
import { bracketOf } from './charges.ts';
import { type Exact, partOf, ratio, roundedPart } from './exact.ts';
import { payersOf } from './free-children.ts';

export interface Sleepers {
  readonly adults: number;
  /** Of each child, in years. */
  readonly childrenAges: readonly number[];
  /** Whom the plan lets sleep free. */
  readonly freeChildren?: FreeChildren | undefined;
}

/** Undefined: it has no price for so many, or so few. */
export function priceOfNight(price: NightPrice, sleepers: Sleepers): number | undefined {
  const persons = sleepers.adults + sleepers.childrenAges.length;
  if (persons < (price.personsMin ?? 1)) return undefined;
  const { adults, childrenAges } = payersOf(
    sleepers,
    price.fullPayersMin ?? 0,
    sleepers.freeChildren,
  );
  let full = adults;
  let ofChildren = 0;
  for (const age of childrenAges) {
    const bracket = bracketOf(age, price.children);
    if (bracket === undefined) full += 1;
    else ofChildren += bracket.amountMinor;
  }
  const { adultsMinor, extraAdultMinor } = price;
  const beyond = Math.max(full - adultsMinor.length, 0);
  if (beyond > 0 && extraAdultMinor === undefined) return undefined;
  return ofAdults(price, full, persons) + beyond * (extraAdultMinor ?? 0) + ofChildren;
}

/** What the adults pay that the list has a price for. */
function ofAdults({ adultsMinor, sharedByAll }: NightPrice, full: number, persons: number): number {
  const priced = Math.min(Math.max(full, 1), adultsMinor.length);
  const sharing = sharedByAll === true ? Math.min(persons, adultsMinor.length) : priced;
  const wholeMinor = adultsMinor[sharing - 1] ?? 0;
  return sharing === priced ? wholeMinor : roundedPart(wholeMinor, priced, sharing);
}

/** Of the nights `[fromDay, toDay)`; undefined where one has no price for these guests. */
export function pricesOfNights(
  calendar: Calendar<NightPrice>,
  fromDay: number,
  toDay: number,
  sleepers: Sleepers,
): readonly (number | undefined)[] {
  const nights = new Array<number | undefined>(toDay - fromDay).fill(undefined);
  const reckon = (price: NightPrice) => priceOfNight(price, sleepers);
  fillNights(calendar, [fromDay, toDay], nights, reckon, partOfNight);
  return nights;
}

/** The parts of nights in a row add up to the whole, and to what a part of them comes to, rounded. */
function partOfNight({ forNights }: NightPrice, wholeMinor: number, at: number): number {
  if (forNights === undefined) return wholeMinor;
  const place = at % forNights;
  return roundedPart(wholeMinor, place + 1, forNights) - roundedPart(wholeMinor, place, forNights);
}

/** The plan whose prices its nights follow from: itself, where it has prices of its own. */
export function baseOf(ratePlan: RatePlanCode, { derivation }: RatePlan): RatePlanCode {
  return derivation?.from ?? ratePlan;
}

/**
 * Gives a night's price from that of the base: rounded each night, half away from zero, never below
 * nothing. A plan with prices of its own leaves them as they are.
 */
export function deriver(derivation: Derivation | null): (baseMinor: number) => number {
  if (derivation === null) return (baseMinor) => baseMinor;
  const { changePpm, changeMinor, roundToMinor, endingMinor = 0 } = derivation;
  const part = ratio(million + changePpm, million);
  // Nights that cost the same follow each other.
  let known = { baseMinor: Number.NaN, derivedMinor: 0 };
  return (baseMinor) => {
    if (baseMinor !== known.baseMinor) {
      const { whole, rest, of } = partOf(baseMinor, part);
      const beyond = { whole: whole + changeMinor - endingMinor, rest, of };
      const derivedMinor = stepsOf(beyond, roundToMinor) * roundToMinor + endingMinor;
      known = { baseMinor, derivedMinor: Math.max(derivedMinor, 0) };
    }
    return known.derivedMinor;
  };
}

/** How many whole steps an amount is nearest to. */
function stepsOf({ whole, rest, of }: Exact, step: number): number {
  const steps = Math.floor(whole / step);
  const beyond = (whole - steps * step) * of + rest;
  const twice = 2 * beyond;
  return twice > step * of || (twice === step * of && whole >= 0) ? steps + 1 : steps;
}
