/**
 * Lays the taxes of a property on the charges of a stay (R-M, H6, H7). The one function for whoever
 * tells a stay's price; what it gives adds up for net, tax and gross, line by line and in all.
 */
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import { ceiled } from './ceilings.ts';
import type { Charge } from './charges.ts';
import { type Exact, partOf } from './exact.ts';
import { type FixedTax, fixedTaxes, isByPrice, withinCharges } from './fixed-taxes.ts';
import { noPercentages, type Percentages, Roundings, type TaxAmount } from './roundings.ts';
import type { Ground, Share, TaxLaw } from './tax-law.ts';

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

/** Lays the taxes on what one stay is charged, by whichever offer. */
export type StayTaxer = (charges: readonly Charge[]) => Taxed;

/** The percentages that lie on an amount, before they are whole. */
interface Laid {
  readonly day: number | undefined;
  readonly amountMinor: number;
  readonly shares: readonly Share[];
  readonly parts: readonly Exact[];
}

interface Fixed extends FixedTax {
  readonly at: number;
  readonly laid: Laid;
  /** As no percentage lies on it: then it is the same line in every offer. */
  readonly line: Line;
}

/** Made once for a stay: what is fixed is the same for all that is offered for it, unless it goes by the price. */
export function stayTaxer({ taxes, rounding }: TaxEnvironment, law: TaxLaw): StayTaxer {
  const fixedOf = (charges: readonly Charge[]) =>
    fixedTaxes(law.fixed, law.stay, charges).map((item): Fixed => {
      const laid = laidOn(law, { of: item.tax.code, day: item.day, amountMinor: item.amountMinor });
      return { ...item, laid, at: taxes.indexOf(item.tax), line: fixedLine(item, noPercentages) };
    });
  const ofAll = law.fixed.some(isByPrice) ? undefined : fixedOf([]);
  return (charges) => {
    const { amounts, laid: fixed } = withinCharges(charges, ofAll ?? fixedOf(charges));
    const onCharges = laidOnCharges(law, charges, amounts);
    const onFixed = fixed.map(({ laid }) => laid);
    const roundings = new Roundings(rounding);
    const all = onCharges.concat(onFixed);
    for (const { shares, parts } of law.hasCeilings ? lowered(all, law, rounding) : all)
      roundings.lay(shares, parts);
    roundings.round();
    const lines = charges.map((charge, at) => {
      const { shares = [], amountMinor = 0 } = onCharges[at] ?? {};
      return chargeLine(charge, amountMinor, roundings.next(shares));
    });
    for (const each of fixed) {
      const { shares } = each.laid;
      const on = shares.length === 0 ? noPercentages : roundings.next(shares);
      roundings.add(each.at, each.amountMinor - on.included);
      lines.push(on === noPercentages ? each.line : fixedLine(each, on));
    }
    return summed(lines, taxes, roundings.sums);
  };
}

function laidOn(law: TaxLaw, ground: Ground): Laid {
  const { day, amountMinor } = ground;
  const shares = law.sharesOf(ground);
  return { day, amountMinor, shares, parts: shares.map(({ part }) => partOf(amountMinor, part)) };
}

function laidOnCharges(
  law: TaxLaw,
  charges: readonly Charge[],
  amounts: readonly number[],
): Laid[] {
  const oneForAllDays = !(law.isByDay || law.hasCeilings);
  let last: Laid | undefined;
  let lastCategory: Charge['category'] | undefined;
  return charges.map(({ category, day }, at) => {
    const amountMinor = amounts[at] ?? 0;
    if (oneForAllDays && category === lastCategory && amountMinor === last?.amountMinor)
      return last;
    lastCategory = category;
    const shares = law.sharesOf({ of: category, day, amountMinor });
    // Nights that cost the same follow each other: they have the same parts.
    const same = shares === last?.shares && amountMinor === last.amountMinor ? last : undefined;
    const parts = same?.parts ?? shares.map(({ part }) => partOf(amountMinor, part));
    last = { day, amountMinor, shares, parts };
    return last;
  });
}

/** What ceilings leave of them. */
function lowered(
  all: readonly Laid[],
  { stay }: TaxLaw,
  { mode }: TaxEnvironment['rounding'],
): readonly Laid[] {
  const bounded = ceiled(
    all.map(({ shares, parts, day }) =>
      parts.flatMap((exact, at) => {
        const tax = shares[at]?.tax;
        return tax === undefined ? [] : [{ tax, day, exact }];
      }),
    ),
    stay,
    mode,
  );
  return all.map((laid, at) => ({
    ...laid,
    parts: (bounded[at] ?? []).map(({ exact }) => exact),
  }));
}

function chargeLine(
  charge: Charge,
  amountMinor: number,
  { taxes, included, added }: Percentages,
): Line {
  const [netMinor, grossMinor] = [amountMinor - included, amountMinor + added];
  const { day } = charge;
  return day === undefined
    ? { charge, netMinor, taxes, grossMinor }
    : { charge, day, netMinor, taxes, grossMinor };
}

function fixedLine({ tax, day, amountMinor }: FixedTax, on: Percentages): Line {
  const own = { code: tax.code, amountMinor: amountMinor - on.included };
  const taxes = [own, ...on.taxes];
  const grossMinor = amountMinor + on.added;
  return day === undefined
    ? { netMinor: 0, taxes, grossMinor }
    : { day, netMinor: 0, taxes, grossMinor };
}

function summed(
  lines: readonly Line[],
  environment: TaxEnvironment['taxes'],
  sums: readonly (number | undefined)[],
): Taxed {
  let [netMinor, taxMinor] = [0, 0];
  for (const line of lines) netMinor += line.netMinor;
  const taxes: TaxAmount[] = [];
  for (let at = 0; at < environment.length; at += 1) {
    const [tax, amountMinor] = [environment[at], sums[at]];
    if (tax === undefined || amountMinor === undefined) continue;
    taxes.push({ code: tax.code, amountMinor });
    taxMinor += amountMinor;
  }
  return { lines, taxes, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
}
