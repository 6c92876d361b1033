/** Percentages on the items of a stay, and where they become whole minor units (R-M): each line, each tax, or all together. */
import type { Rounding, TaxCode } from '#schema/rates/taxes.ts';
import { type Exact, rounded, shareOut } from './exact.ts';
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
  /** How many of these, the first ones, are rounded up. */
  raised: readonly number[];
  told: number;
}

/** Of one offer: everything is laid, then rounded, then told in the order it was laid. */
export class Roundings {
  readonly #rounding: Rounding;
  readonly #groups: (Together | undefined)[] = [];
  /** Of the items that are told: what lies on each, and on how many of the first one more, by share. */
  readonly #whole: number[] = [];
  readonly #raised: number[] = [];
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
      const { parts, counts } = group;
      group.raised =
        point === 'per_line'
          ? parts.map((part, at) => (rounded(part, mode) > part.whole ? (counts[at] ?? 0) : 0))
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
    for (let at = 0; at < shares.length; at += 1) {
      const share = shares[at];
      if (share !== undefined) this.#take(share, at, count);
    }
    for (let from = 0; from < count; ) {
      let to = count;
      for (let at = 0; at < shares.length; at += 1) {
        const raised = this.#raised[at] ?? 0;
        if (from < raised && raised < to) to = raised;
      }
      tell(this.#on(shares, from), to - from);
      from = to;
    }
  }

  add(tax: number, amountMinor: number): void {
    this.sums[tax] = (this.sums[tax] ?? 0) + amountMinor;
  }

  #take(share: Share, at: number, count: number): void {
    const group = this.#groupOf(share);
    const whole = group.parts[group.told]?.whole ?? 0;
    const raised = group.raised[group.told] ?? 0;
    group.told += 1;
    this.#whole[at] = whole;
    this.#raised[at] = raised;
    this.add(share.at, whole * count + raised);
  }

  /** On the item that stands at this place among those that are told. */
  #on(shares: readonly Share[], place: number): Percentages {
    let [included, added] = [0, 0];
    const taxes = new Array<TaxAmount>(shares.length);
    for (let at = 0; at < shares.length; at += 1) {
      const tax = shares[at]?.tax;
      if (tax === undefined) continue;
      const whole = this.#whole[at] ?? 0;
      const amountMinor = place < (this.#raised[at] ?? 0) ? whole + 1 : whole;
      if (tax.included) included += amountMinor;
      else added += amountMinor;
      taxes[at] = { code: tax.code, amountMinor };
    }
    return { taxes, included, added };
  }

  #groupOf({ at }: Share): Together {
    const group = this.#rounding.point === 'per_tax_bucket' ? at : 0;
    const known = this.#groups[group];
    if (known !== undefined) return known;
    const begun: Together = { parts: [], counts: [], raised: [], told: 0 };
    this.#groups[group] = begun;
    return begun;
  }
}
