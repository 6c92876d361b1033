/** Which taxes a stay owes, and which part of an amount each percentage among them is. */
import { million } from '#schema/rates/policies.ts';
import { ceilingOf, type Tax, type TaxCode, type TaxEnvironment } from '#schema/rates/taxes.ts';
import type { ChargeCategory, TravelPurpose } from '#schema/rates/values.ts';
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
  sharesOf(ground: Ground): readonly Share[];
}

/** Made once for a stay: the same grounds come again with every night of every offer. */
export function taxLaw({ taxes }: TaxEnvironment, stay: Stay, purpose: TravelPurpose): TaxLaw {
  const laid = taxes.filter((tax) => isOwed(tax, stay, purpose));
  const percentages = laid.filter(({ amount }) => amount.kind !== 'fixed');
  const changing = percentages.filter(changes);
  const known = new Map<string, readonly Share[]>();
  // Most laws ask the same of every night.
  const keyOf = (ground: Ground): string =>
    changing.length === 0
      ? ground.of
      : [ground.of, ...changing.map((tax) => rateOn(tax, ground, stay))].join();
  return {
    stay,
    fixed: laid.filter(({ amount }) => amount.kind === 'fixed'),
    hasCeilings: laid.some((tax) => ceilingOf(tax) !== undefined),
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

function isOwed(tax: Tax, stay: Stay, purpose: TravelPurpose): boolean {
  const nights = stay.departureDay - stay.arrivalDay;
  if (tax.exemptPurposes.includes(purpose) || heads(tax, stay) === 0) return false;
  return nights <= (tax.stayNightsMax ?? nights);
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
  const { from, to, nightsMax = Number.POSITIVE_INFINITY } = tax;
  if (day - arrivalDay >= nightsMax) return false;
  return (
    (from === undefined || dayNumber(from) <= day) && (to === undefined || day < dayNumber(to))
  );
}

/** Whether its percentage may differ from one ground to another. */
function changes({ amount, nightsMax, from, to }: Tax): boolean {
  return amount.kind === 'percentage_rate_based' || (nightsMax ?? from ?? to) !== undefined;
}

/** Undefined: it is not laid on that. */
function rateOn(tax: Tax, { day, amountMinor }: Ground, stay: Stay): number | undefined {
  const { amount } = tax;
  if (amount.kind === 'fixed' || !isLaidOn(tax, stay, day)) return undefined;
  if (amount.kind === 'percentage') return amount.ratePpm;
  return amount.bands.findLast(({ fromMinor }) => fromMinor <= amountMinor)?.ratePpm;
}

interface Laid {
  readonly tax: Tax;
  readonly ratePpm: number;
}

function sharesOn(
  ground: Ground,
  percentages: readonly Tax[],
  stay: Stay,
): readonly Omit<Share, 'at'>[] {
  const own = percentages.flatMap((tax): readonly Laid[] => {
    const ratePpm = liesOn(tax, ground) ? rateOn(tax, ground, stay) : undefined;
    return ratePpm === undefined ? [] : [{ tax, ratePpm }];
  });
  const parts = own.map((laid) => ({ tax: laid.tax, part: partOfNet(laid, own) }));
  const whole = parts.reduce(
    (sum, { tax, part }) => (tax.included ? sum + part : sum),
    million ** 2,
  );
  return parts.map(({ tax, part }) => ({
    tax,
    part: times(ratio(part, whole), byHeads(tax, stay)),
  }));
}

function liesOn({ on, onTaxes }: Tax, ground: Ground): boolean {
  return [...on, ...onTaxes].some((each) => each === ground.of);
}

/** In millionths of millionths: a percentage of the net amount and of the taxes that count as part of it. */
function partOfNet({ tax, ratePpm }: Laid, beside: readonly Laid[]): number {
  const under = beside.filter((each) => tax.onTaxes.includes(each.tax.code));
  return ratePpm * under.reduce((sum, each) => sum + each.ratePpm, million);
}

function byHeads(tax: Tax, stay: Stay): Ratio {
  const all = stay.adults + stay.childrenAges.length;
  return ratio(heads(tax, stay), all);
}
