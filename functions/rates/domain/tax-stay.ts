/**
 * Lays the taxes of a property on the charges of a stay (R-M, H6, H7). The one function for whoever
 * tells a stay's price; what it gives adds up for net, tax and gross, line by line and in all.
 */
import type { Rounding, Tax, TaxCode, TaxEnvironment } from '#schema/rates/taxes.ts';
import { ceiled, type Laid } from './ceilings.ts';
import type { Charge } from './charges.ts';
import { partOf, shareOut } from './exact.ts';
import { type FixedTax, fixedTaxes } from './fixed-taxes.ts';
import type { TaxLaw } from './tax-law.ts';

export interface TaxAmount {
  readonly code: TaxCode;
  readonly amountMinor: number;
}

/** A charge, or a fixed tax, which stands on a line of its own. */
export interface Line {
  readonly charge?: Charge;
  readonly day?: number;
  readonly netMinor: number;
  readonly taxes: readonly TaxAmount[];
  /** Net and taxes. */
  readonly grossMinor: number;
}

export interface Taxed {
  readonly lines: readonly Line[];
  /** Of each tax that was laid, in the order of the environment. */
  readonly taxes: readonly TaxAmount[];
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
}

/** Something with an amount, in which the included percentages are. */
type Item = { readonly charge: Charge; readonly amountMinor: number } | FixedTax;

export function taxStay(
  charges: readonly Charge[],
  { taxes, rounding }: TaxEnvironment,
  law: TaxLaw,
): Taxed {
  const fixed = fixedTaxes(law.fixed, charges, law.stay);
  const items: readonly Item[] = [
    ...charges.map((charge, at) => ({
      charge,
      amountMinor: charge.amountMinor - (fixed.withinCharges[at] ?? 0),
    })),
    ...fixed.items,
  ];
  const laid = ceiled(
    items.map((item) => percentagesOn(item, law)),
    law.stay,
    rounding.mode,
  );
  const amounts = rounded(laid.flat(), rounding);
  const lines = items.map((item, at) => lineOf(item, laid[at] ?? [], amounts));
  return summed(lines, taxes);
}

function percentagesOn(item: Item, law: TaxLaw): readonly Laid[] {
  const { amountMinor } = item;
  const [of, day] =
    'charge' in item ? [item.charge.category, item.charge.day] : [item.tax.code, item.day];
  return law
    .sharesOf({ of, day, amountMinor })
    .map(({ tax, part }) => ({ tax, day, exact: partOf(amountMinor, part) }));
}

/** What is rounded together shares one rounding, so a stay pays no cent more than its sum says. */
function rounded(laid: readonly Laid[], { point, mode }: Rounding): ReadonlyMap<Laid, number> {
  const together = Map.groupBy(laid, (each): unknown => {
    switch (point) {
      case 'per_line':
        return each;
      case 'per_tax_bucket':
        return each.tax.code;
      case 'per_document':
        return point;
    }
  });
  const amounts = new Map<Laid, number>();
  for (const parts of together.values()) {
    const shares = shareOut(
      parts.map(({ exact }) => exact),
      mode,
    );
    for (const [at, part] of parts.entries()) amounts.set(part, shares[at] ?? 0);
  }
  return amounts;
}

function lineOf(item: Item, laid: readonly Laid[], amounts: ReadonlyMap<Laid, number>): Line {
  let own = item.amountMinor;
  const percentages = laid.map((each): TaxAmount => {
    const amountMinor = amounts.get(each) ?? 0;
    if (each.tax.included) own -= amountMinor;
    return { code: each.tax.code, amountMinor };
  });
  if ('charge' in item) {
    const { charge } = item;
    return withGross({ charge, ...dayOf(charge), netMinor: own, taxes: percentages });
  }
  const taxes = [{ code: item.tax.code, amountMinor: own }, ...percentages];
  return withGross({ ...dayOf(item), netMinor: 0, taxes });
}

function dayOf({ day }: { readonly day?: number }): { readonly day?: number } {
  return day === undefined ? {} : { day };
}

function withGross(line: Omit<Line, 'grossMinor'>): Line {
  return {
    ...line,
    grossMinor: line.taxes.reduce((sum, tax) => sum + tax.amountMinor, line.netMinor),
  };
}

function summed(lines: readonly Line[], environment: readonly Tax[]): Taxed {
  const ofCode = new Map<TaxCode, number>();
  let [netMinor, taxMinor] = [0, 0];
  for (const line of lines) {
    netMinor += line.netMinor;
    for (const { code, amountMinor } of line.taxes) {
      ofCode.set(code, (ofCode.get(code) ?? 0) + amountMinor);
      taxMinor += amountMinor;
    }
  }
  const taxes = environment.flatMap(({ code }) => {
    const amountMinor = ofCode.get(code);
    return amountMinor === undefined ? [] : [{ code, amountMinor }];
  });
  return { lines, taxes, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
}
