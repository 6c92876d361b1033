/** Which percentages lie on a charge, and which part of its amount each of them is. */
import { million } from '#schema/rates/policies.ts';
import type {
  ChargeCategory,
  Tax,
  TaxCode,
  TaxEnvironment,
  TravelPurpose,
} from '#schema/rates/values.ts';
import { type Ratio, ratio } from './exact.ts';

export interface Share {
  readonly tax: Tax;
  /** Of the amount as it is priced, with the taxes it includes. */
  readonly part: Ratio;
}

/** What a percentage is laid on: a charge, or the amount of another tax. */
export type Ground = ChargeCategory | TaxCode;

export interface TaxLaw {
  readonly fixed: readonly Tax[];
  /** `night` counts from 0, undefined for what is of no night. */
  sharesOf(ground: Ground, night: number | undefined): readonly Share[];
}

/** Made once for a price list: the same grounds come again with every night of every offer. */
export function taxLaw({ taxes }: TaxEnvironment, purpose: TravelPurpose): TaxLaw {
  const laid = taxes.filter(({ exemptPurposes }) => !exemptPurposes.includes(purpose));
  const ending = laid.filter(({ nightsMax }) => nightsMax !== undefined);
  const known = new Map<string, readonly Share[]>();
  return {
    fixed: laid.filter(({ amount }) => amount.kind === 'fixed'),
    sharesOf(ground, night) {
      const over = ending.filter((tax) => isOver(tax, night));
      const key = [ground, ...over.map(({ code }) => code)].join();
      const before = known.get(key);
      if (before !== undefined) return before;
      const still = laid.filter((tax) => !over.includes(tax));
      const shares = sharesOn(ground, still);
      known.set(key, shares);
      return shares;
    },
  };
}

/** Nights beyond a tax's last one are free of it. */
function isOver({ nightsMax }: Tax, night: number | undefined): boolean {
  return night !== undefined && nightsMax !== undefined && night >= nightsMax;
}

function sharesOn(ground: Ground, laid: readonly Tax[]): readonly Share[] {
  const own = laid.filter((tax) => liesOn(tax, ground));
  const parts = own.map((tax) => ({ tax, part: partOfNet(tax, own) }));
  const whole = parts.reduce(
    (sum, { tax, part }) => (tax.included ? sum + part : sum),
    million ** 2,
  );
  return parts.map(({ tax, part }) => ({ tax, part: ratio(part, whole) }));
}

function liesOn({ amount, on, onTaxes }: Tax, ground: Ground): boolean {
  if (amount.kind === 'fixed') return false;
  return [...on, ...onTaxes].some((each) => each === ground);
}

/** In millionths of millionths: a percentage of the net amount and of the taxes that count as part of it. */
function partOfNet(tax: Tax, beside: readonly Tax[]): number {
  const under = beside.filter(({ code }) => tax.onTaxes.includes(code));
  return percentage(tax) * under.reduce((sum, each) => sum + percentage(each), million);
}

function percentage({ amount }: Tax): number {
  return amount.kind === 'percentage' ? amount.ratePpm : 0;
}
