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

/** The percentages that lie on an amount, before they are whole; or on so many of them in a row, which are all the same. */
interface Laid {
  count: number;
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

/** Fixed taxes that are the same lines in every offer: no percentage lies on them, and no price holds them. */
interface Settled {
  readonly lines: readonly Line[];
  /** Of each tax, by where it stands in its environment. */
  readonly sums: readonly { readonly at: number; readonly amountMinor: number }[];
}

/** Made once for a stay: what is fixed is the same for all that is offered for it, unless it goes by the price. */
export function stayTaxer({ taxes, rounding }: TaxEnvironment, law: TaxLaw): StayTaxer {
  const fixedOf = (charges: readonly Charge[]) =>
    fixedTaxes(law.fixed, law.stay, charges).map((item): Fixed => {
      const laid = laidOn(law, { of: item.tax.code, day: item.day, amountMinor: item.amountMinor });
      return { ...item, laid, at: taxes.indexOf(item.tax), line: fixedLine(item, noPercentages) };
    });
  const ofAll = law.fixed.some(isByPrice) ? undefined : fixedOf([]);
  const settled = ofAll && settledOf(ofAll);
  return (charges) => {
    const items = settled === undefined ? (ofAll ?? fixedOf(charges)) : [];
    const { amounts, laid: fixed } = withinCharges(charges, items);
    const onCharges = laidOnCharges(law, charges, amounts);
    const all = onCharges.concat(fixed.map(({ laid }) => laid));
    const roundings = new Roundings(rounding);
    for (const { shares, parts, count } of law.hasCeilings ? lowered(all, law, rounding) : all)
      roundings.lay(shares, parts, count);
    roundings.round();
    const lines: Line[] = [];
    for (const { shares, amountMinor, count } of onCharges)
      roundings.next(shares, count, (on, many) => {
        const of = { netMinor: amountMinor - on.included, grossMinor: amountMinor + on.added };
        for (let [at, left] = [lines.length, many]; left > 0; at += 1, left -= 1) {
          const charge = charges[at];
          if (charge !== undefined) lines.push(chargeLine(charge, of, on.taxes));
        }
      });
    for (const each of fixed)
      roundings.next(each.laid.shares, 1, (on) => {
        roundings.add(each.at, each.amountMinor - on.included);
        lines.push(on === noPercentages ? each.line : fixedLine(each, on));
      });
    for (const { at, amountMinor } of settled?.sums ?? []) roundings.add(at, amountMinor);
    return summed(lines, settled?.lines ?? [], taxes, roundings.sums);
  };
}

function settledOf(fixed: readonly Fixed[]): Settled | undefined {
  if (fixed.some(({ tax, laid }) => tax.included || laid.shares.length > 0)) return undefined;
  const sums = [...Map.groupBy(fixed, ({ at }) => at)].map(([at, items]) => ({
    ...{ at, amountMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0) },
  }));
  return { lines: fixed.map(({ line }) => line), sums };
}

function laidOn(law: TaxLaw, ground: Ground): Laid {
  const { day, amountMinor } = ground;
  const shares = law.sharesOf(ground);
  const parts = shares.map(({ part }) => partOf(amountMinor, part));
  return { count: 1, day, amountMinor, shares, parts };
}

function laidOnCharges(
  law: TaxLaw,
  charges: readonly Charge[],
  amounts: readonly number[],
): readonly Laid[] {
  const oneForAllDays = !(law.isByDay || law.hasCeilings);
  const runs: Laid[] = [];
  let last: Laid | undefined;
  let lastCategory: Charge['category'] | undefined;
  for (let at = 0; at < charges.length; at += 1) {
    const [charge, amountMinor = 0] = [charges[at], amounts[at]];
    if (charge === undefined) continue;
    const { category, day } = charge;
    if (oneForAllDays && category === lastCategory && amountMinor === last?.amountMinor) {
      last.count += 1;
      continue;
    }
    last = laidOn(law, { of: category, day, amountMinor });
    lastCategory = category;
    runs.push(last);
  }
  return runs;
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
  { netMinor, grossMinor }: Pick<Line, 'netMinor' | 'grossMinor'>,
  taxes: Line['taxes'],
): Line {
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

/** `settled`: lines that stand last, and have no net amount. */
function summed(
  lines: readonly Line[],
  settled: readonly Line[],
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
  const all = lines.concat(settled);
  return { lines: all, taxes, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
}
