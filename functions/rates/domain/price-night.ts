/** What a room costs on a night, of a base plan or of one derived from it (H5). */
import { type Derivation, million, type NightPrice } from '#schema/rates/values.ts';
import { type Exact, partOf, ratio } from './exact.ts';

export interface Sleepers {
  readonly adults: number;
  /** Of each child, in years. */
  readonly childrenAges: readonly number[];
}

/** Undefined: it has no price for so many. */
export function priceOfNight(
  price: NightPrice,
  { adults, childrenAges }: Sleepers,
): number | undefined {
  let full = adults;
  let ofChildren = 0;
  for (const age of childrenAges) {
    const bracket = price.children.find(({ ageFrom, ageTo }) => ageFrom <= age && age <= ageTo);
    if (bracket === undefined) full += 1;
    else ofChildren += bracket.amountMinor;
  }
  const { adultsMinor, extraAdultMinor } = price;
  const priced = Math.min(Math.max(full, 1), adultsMinor.length);
  const beyond = Math.max(full - adultsMinor.length, 0);
  if (beyond > 0 && extraAdultMinor === undefined) return undefined;
  return (adultsMinor[priced - 1] ?? 0) + beyond * (extraAdultMinor ?? 0) + ofChildren;
}

/** Gives a night's price from that of the base: rounded each night, half away from zero, never below nothing. */
export function deriver({ changePpm, changeMinor, roundToMinor }: Derivation) {
  const part = ratio(million + changePpm, million);
  return (baseMinor: number): number => {
    const changed = partOf(baseMinor, part);
    const steps = stepsOf({ ...changed, whole: changed.whole + changeMinor }, roundToMinor);
    return Math.max(steps * roundToMinor, 0);
  };
}

/** How many whole steps an amount is nearest to. */
function stepsOf({ whole, rest, of }: Exact, step: number): number {
  const steps = Math.floor(whole / step);
  const beyond = (whole - steps * step) * of + rest;
  const twice = 2 * beyond;
  return twice > step * of || (twice === step * of && whole >= 0) ? steps + 1 : steps;
}
