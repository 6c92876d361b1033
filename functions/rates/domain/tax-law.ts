/** Which taxes a stay owes, and which part of an amount each percentage among them is. */
import { million } from '#schema/rates/policies.ts';
import {
  ceilingOf,
  decimalsMax,
  isFixed,
  isShareOfOne,
  type Tax,
  type TaxCode,
  type TaxEnvironment,
} from '#schema/rates/taxes.ts';
import {
  type ChargeCategory,
  chargeCategories,
  type ExemptionCode,
  type TravelPurpose,
} from '#schema/rates/values.ts';
import { dayNumber } from '#schema/values.ts';
import type { Stay } from './charges.ts';
import { type Ratio, ratio, times } from './exact.ts';

export interface Share {
  readonly tax: Tax;
  /** Where the tax stands in its environment. */
  readonly at: number;
  /** Of the amount as it is priced, with the taxes it includes. */
  readonly part: Ratio;
}

/** What a percentage is laid on: a charge, or the amount of another tax. */
export interface Ground {
  readonly of: ChargeCategory | TaxCode;
  /** Absent: of no night. */
  readonly day?: number | undefined;
  readonly amountMinor: number;
}

export interface TaxLaw {
  readonly stay: Stay;
  readonly fixed: readonly Tax[];
  /** Whether a percentage of it may have to be lowered. */
  readonly hasCeilings: boolean;
  /** Whether a night's percentages may be others than those of the night before at the same price. */
  readonly isByDay: boolean;
  sharesOf(ground: Ground): readonly Share[];
}

/** What may spare guests a tax. */
export interface Claims {
  readonly purpose: TravelPurpose;
  readonly exemptions?: readonly ExemptionCode[] | undefined;
}

/** Made once for a stay: the same grounds come again with every night of every offer. */
export function taxLaw({ taxes }: TaxEnvironment, stay: Stay, claims: Claims): TaxLaw {
  const laid = taxes.filter((tax) => isOwed(tax, stay, claims));
  const percentages = laid.filter(({ amount }) => !isFixed(amount));
  const changing = percentages.filter(changes);
  const known = new Map<string, readonly Share[]>();
  // Most laws ask the same of every night.
  const keyOf = (ground: Ground): string =>
    changing.length === 0
      ? ground.of
      : [ground.of, ...changing.map((tax) => rateOn(tax, ground, stay))].join();
  return {
    stay,
    fixed: laid.filter(({ amount }) => isFixed(amount)),
    hasCeilings: laid.some((tax) => ceilingOf(tax) !== undefined),
    isByDay: changing.length > 0,
    sharesOf(ground) {
      const key = keyOf(ground);
      const before = known.get(key);
      if (before !== undefined) return before;
      const shares = sharesOn(ground, percentages, stay).map(({ tax, part }) => ({
        ...{ tax, part, at: taxes.indexOf(tax) },
      }));
      known.set(key, shares);
      return shares;
    },
  };
}

function isOwed(tax: Tax, stay: Stay, { purpose, exemptions = [] }: Claims): boolean {
  const nights = stay.departureDay - stay.arrivalDay;
  if (tax.exemptPurposes.includes(purpose) || heads(tax, stay) === 0) return false;
  if (exemptions.some((claimed) => tax.exemptions?.includes(claimed))) return false;
  return (tax.stayNightsMin ?? nights) <= nights && nights <= (tax.stayNightsMax ?? nights);
}

/** Those who owe a tax that has ages; all, of one that has none. */
export function heads({ ageFrom, ageTo }: Tax, { adults, childrenAges }: Stay): number {
  const children = childrenAges.filter(
    (age) => age >= (ageFrom ?? age) && age <= (ageTo ?? age),
  ).length;
  return ageTo === undefined ? adults + children : children;
}

/** Whether a tax is laid on what a night costs; what is of no night goes by the arrival. */
export function isLaidOn(tax: Tax, { arrivalDay }: Stay, day = arrivalDay): boolean {
  const { from, to, nightsFrom = 1, nightsMax = Number.POSITIVE_INFINITY } = tax;
  const night = day - arrivalDay + 1;
  if (night < nightsFrom || night > nightsMax) return false;
  return (
    (from === undefined || dayNumber(from) <= day) && (to === undefined || day < dayNumber(to))
  );
}

/** Whether its percentage may differ from one ground to another. */
function changes({ amount, nightsFrom, nightsMax, from, to }: Tax): boolean {
  const limit = nightsFrom ?? nightsMax ?? from ?? to;
  return amount.kind === 'percentage_rate_based' || limit !== undefined;
}

/** Undefined: it is not laid on that. */
function rateOn(tax: Tax, { day, amountMinor }: Ground, stay: Stay): number | undefined {
  const { amount } = tax;
  if (isFixed(amount) || !isLaidOn(tax, stay, day)) return undefined;
  if (amount.kind === 'percentage') return amount.ratePpm;
  return amount.bands.findLast(({ fromMinor }) => fromMinor <= amountMinor)?.ratePpm;
}

interface Laid {
  readonly tax: Tax;
  /** Of the net amount, in units of `decimalsMax` decimals. */
  readonly part: number;
}

/** All of an amount. */
const whole = 10 ** decimalsMax;

function sharesOn(
  ground: Ground,
  percentages: readonly Tax[],
  stay: Stay,
): readonly Omit<Share, 'at'>[] {
  const laid: Laid[] = [];
  for (const tax of percentages) {
    const base = baseOf(tax, ground, laid);
    const ratePpm = base === 0 ? undefined : rateOn(tax, ground, stay);
    if (ratePpm !== undefined) laid.push({ tax, part: partOfBase(ratePpm, base) });
  }
  const all = laid.reduce((sum, { tax, part }) => (tax.included ? sum + part : sum), whole);
  return laid.map(({ tax, part }) => ({
    tax,
    part: times(ratio(part, all), byHeads(owedBy(tax, laid), stay)),
  }));
}

/** A share of one tax is owed by those who owe that one. */
function owedBy(tax: Tax, laid: readonly Laid[]): Tax {
  if (!isShareOfOne(tax)) return tax;
  return laid.find((each) => tax.onTaxes.includes(each.tax.code))?.tax ?? tax;
}

/** What of a net amount a tax is taken of: that amount, and of the taxes on it those that count as part of it. */
function baseOf({ on, onTaxes }: Tax, { of }: Ground, laid: readonly Laid[]): number {
  const own = [...on, ...onTaxes].some((each) => each === of) ? whole : 0;
  // Breakfast's share of a tax is no ground for one that is laid on the room.
  if (own === 0 && on.length > 0 && isCategory(of)) return 0;
  return laid.reduce((sum, { tax, part }) => (onTaxes.includes(tax.code) ? sum + part : sum), own);
}

function isCategory(of: Ground['of']): boolean {
  return chargeCategories.some((category) => category === of);
}

/** Whole, because the decimals of taxes that are laid on each other were counted when they were set. */
function partOfBase(ratePpm: number, base: number): number {
  return base % million === 0
    ? ratePpm * (base / million)
    : Number((BigInt(ratePpm) * BigInt(base)) / BigInt(million));
}

function byHeads(tax: Tax, stay: Stay): Ratio {
  const all = stay.adults + stay.childrenAges.length;
  return ratio(heads(tax, stay), all);
}
