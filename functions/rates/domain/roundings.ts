/** Percentages on the items of a stay, and where they become whole minor units (R-M): each line, each tax, or all together. */
import type { Rounding, TaxCode } from '#schema/rates/taxes.ts';
import { type Exact, type Given, roundedSum, shareOut } from './exact.ts';
import type { Share } from './tax-law.ts';

export interface TaxAmount {
  readonly code: TaxCode;
  readonly amountMinor: number;
}

/** What lies on one item, in whole minor units. */
export interface Percentages {
  readonly taxes: readonly TaxAmount[];
  /** Of these, what the item's amount holds, and what comes on top of it. */
  readonly included: number;
  readonly added: number;
}

export const noPercentages: Percentages = { taxes: [], included: 0, added: 0 };

/** What is rounded together shares one rounding, so a stay pays no cent more than its sum says. */
interface Together {
  readonly parts: Exact[];
  /** How many items in a row each part lies on. */
  readonly counts: number[];
  given: readonly Given[];
  told: number;
}

/** Of one offer: everything is laid, then rounded, then told in the order it was laid. */
export class Roundings {
  readonly #rounding: Rounding;
  readonly #groups: (Together | undefined)[] = [];
  readonly #given: Given[] = [];
  /** By where a tax stands in its environment; undefined where it was never told. */
  readonly sums: (number | undefined)[] = [];

  constructor(rounding: Rounding) {
    this.#rounding = rounding;
  }

  /** On so many items in a row. */
  lay(shares: readonly Share[], parts: readonly Exact[], count: number): void {
    for (let at = 0; at < shares.length; at += 1) {
      const [share, part] = [shares[at], parts[at]];
      if (share === undefined || part === undefined) continue;
      const group = this.#groupOf(share);
      group.parts.push(part);
      group.counts.push(count);
    }
  }

  round(): void {
    const { point, mode } = this.#rounding;
    for (const group of this.#groups) {
      if (group === undefined) continue;
      group.given =
        point === 'per_line'
          ? group.parts.map((part) => ({ each: roundedSum({ parts: [part] }, mode), raised: 0 }))
          : shareOut(group, mode);
    }
  }

  /** Tells what lies on the items that were laid next, as many at a time as have the same. */
  next(
    shares: readonly Share[],
    count: number,
    tell: (on: Percentages, count: number) => void,
  ): void {
    if (shares.length === 0) {
      tell(noPercentages, count);
      return;
    }
    const given = this.#given;
    for (let at = 0; at < shares.length; at += 1) {
      const share = shares[at];
      if (share !== undefined) given[at] = this.#givenTo(share, count);
    }
    for (let from = 0; from < count; ) {
      let to = count;
      for (let at = 0; at < shares.length; at += 1) {
        const raised = given[at]?.raised ?? 0;
        if (from < raised && raised < to) to = raised;
      }
      tell(percentages(shares, given, from), to - from);
      from = to;
    }
  }

  add(tax: number, amountMinor: number): void {
    this.sums[tax] = (this.sums[tax] ?? 0) + amountMinor;
  }

  #givenTo(share: Share, count: number): Given {
    const group = this.#groupOf(share);
    const given = group.given[group.told] ?? nothing;
    group.told += 1;
    this.add(share.at, given.each * count + given.raised);
    return given;
  }

  #groupOf({ at }: Share): Together {
    const group = this.#rounding.point === 'per_tax_bucket' ? at : 0;
    const known = this.#groups[group];
    if (known !== undefined) return known;
    const begun: Together = { parts: [], counts: [], given: [], told: 0 };
    this.#groups[group] = begun;
    return begun;
  }
}

const nothing: Given = { each: 0, raised: 0 };

function percentages(
  shares: readonly Share[],
  given: readonly Given[],
  place: number,
): Percentages {
  let [included, added] = [0, 0];
  const taxes = shares.map(({ tax }, at): TaxAmount => {
    const { each, raised } = given[at] ?? nothing;
    const amountMinor = place < raised ? each + 1 : each;
    if (tax.included) included += amountMinor;
    else added += amountMinor;
    return { code: tax.code, amountMinor };
  });
  return { taxes, included, added };
}
