/** Percentages on the items of a stay, and where they become whole minor units (R-M): each line, each tax, or all together. */
import type { Rounding, TaxCode } from '#schema/rates/taxes.ts';
import { type Exact, roundedSum, shareOut } from './exact.ts';
import type { Share } from './tax-law.ts';

export interface TaxAmount {
  readonly code: TaxCode;
  readonly amountMinor: number;
}

/** What lies on one item, in whole minor units. */
export interface Percentages {
  readonly shares: readonly Share[];
  readonly taxes: readonly TaxAmount[];
  /** Of these, what the item's amount holds, and what comes on top of it. */
  readonly included: number;
  readonly added: number;
}

export const noPercentages: Percentages = { shares: [], taxes: [], included: 0, added: 0 };

/** What is rounded together shares one rounding, so a stay pays no cent more than its sum says. */
interface Together {
  readonly parts: Exact[];
  amounts: readonly number[];
  told: number;
}

/** Of one offer: everything is laid, then rounded, then told in the order it was laid. */
export class Roundings {
  readonly #rounding: Rounding;
  readonly #groups: (Together | undefined)[] = [];
  // Nights that cost the same follow each other: what was told of one is told of the next.
  #told = noPercentages;
  readonly #amounts: number[] = [];
  /** By where a tax stands in its environment; undefined where it was never told. */
  readonly sums: (number | undefined)[] = [];

  constructor(rounding: Rounding) {
    this.#rounding = rounding;
  }

  lay(shares: readonly Share[], parts: readonly Exact[]): void {
    for (let at = 0; at < shares.length; at += 1) {
      const [share, part] = [shares[at], parts[at]];
      if (share !== undefined && part !== undefined) this.#groupOf(share).parts.push(part);
    }
  }

  round(): void {
    const { point, mode } = this.#rounding;
    for (const group of this.#groups) {
      if (group === undefined) continue;
      group.amounts =
        point === 'per_line'
          ? group.parts.map((part) => roundedSum([part], mode))
          : shareOut(group.parts, mode);
    }
  }

  next(shares: readonly Share[]): Percentages {
    const amounts = this.#amounts;
    let same = shares === this.#told.shares;
    for (let at = 0; at < shares.length; at += 1) {
      const share = shares[at];
      if (share === undefined) continue;
      const amountMinor = this.#amountOf(share);
      amounts[at] = amountMinor;
      same &&= amountMinor === this.#told.taxes[at]?.amountMinor;
    }
    if (!same) this.#told = percentages(shares, amounts);
    return this.#told;
  }

  add(tax: number, amountMinor: number): void {
    this.sums[tax] = (this.sums[tax] ?? 0) + amountMinor;
  }

  #amountOf(share: Share): number {
    const group = this.#groupOf(share);
    const amountMinor = group.amounts[group.told] ?? 0;
    group.told += 1;
    this.add(share.at, amountMinor);
    return amountMinor;
  }

  #groupOf({ at }: Share): Together {
    const group = this.#rounding.point === 'per_tax_bucket' ? at : 0;
    const known = this.#groups[group];
    if (known !== undefined) return known;
    const begun: Together = { parts: [], amounts: [], told: 0 };
    this.#groups[group] = begun;
    return begun;
  }
}

function percentages(shares: readonly Share[], amounts: readonly number[]): Percentages {
  let [included, added] = [0, 0];
  const taxes = shares.map(({ tax }, at): TaxAmount => {
    const amountMinor = amounts[at] ?? 0;
    if (tax.included) included += amountMinor;
    else added += amountMinor;
    return { code: tax.code, amountMinor };
  });
  return { shares, taxes, included, added };
}
