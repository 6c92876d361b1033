/**
 * Lays the taxes of a property on the charges of a stay (R-M, H6, H7). The one function for whoever
 * tells a stay's price; what it gives adds up for net, tax and gross, line by line and in all.
 */
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import { ceiled } from './ceilings.ts';
import { type Charge, nightByNight, nightsOf } from './charges.ts';
import { type Exact, partOf } from './exact.ts';
import { type FixedTax, fixedTaxes, isByPrice, withinCharges } from './fixed-taxes.ts';
import { noPercentages, type Percentages, Roundings, type TaxAmount } from './roundings.ts';
import type { Ground, Share, TaxLaw } from './tax-law.ts';

/** A charge, or a fixed tax, which stands on a line of its own. */
export interface Line {
  readonly charge?: Pick<Charge, 'category' | 'extra'>;
  readonly day?: number;
  /** So many in a row from `day` on, each with these amounts; absent: one. `nightLines` tells them apart. */
  readonly nights?: number;
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
interface Laid extends Pick<Ground, 'day'> {
  readonly count: number;
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
      const ground = { of: item.tax.code, day: item.day, amountMinor: item.amountMinor };
      return {
        ...{ ...item, laid: laidOn(law, ground, 1), at: taxes.indexOf(item.tax) },
        line: fixedLine(item, noPercentages),
      };
    });
  const ofAll = law.fixed.some(isByPrice) ? undefined : fixedOf([]);
  const settled = ofAll && settledOf(ofAll);
  const isByNight = asksNightByNight(law);
  return (charged) => {
    const inNights = isByNight ? nightByNight(charged) : charged;
    const items = settled === undefined ? (ofAll ?? fixedOf(inNights)) : [];
    const { charges, laid: fixed } = withinCharges(inNights, items);
    const onCharges = charges.map((charge) =>
      laidOn(
        law,
        { of: charge.category, day: charge.day, amountMinor: charge.amountMinor },
        nightsOf(charge),
      ),
    );
    const all = fixed.length === 0 ? onCharges : onCharges.concat(fixed.map(({ laid }) => laid));
    const roundings = new Roundings(rounding);
    for (const { shares, parts, count } of law.hasCeilings ? lowered(all, law, rounding) : all)
      roundings.lay(shares, parts, count);
    roundings.round();
    const lines: Line[] = [];
    let netMinor = 0;
    let charge: Charge | undefined;
    let day: number | undefined;
    const tell = (on: Percentages, nights: number): void => {
      if (charge === undefined) return;
      netMinor += (charge.amountMinor - on.included) * nights;
      lines.push(chargeLine(charge, on, day, nights));
      if (day !== undefined) day += nights;
    };
    for (let at = 0; at < charges.length; at += 1) {
      charge = charges[at];
      day = charge?.day;
      const laid = onCharges[at];
      if (laid !== undefined) roundings.next(laid.shares, laid.count, tell);
    }
    for (const each of fixed)
      roundings.next(each.laid.shares, 1, (on) => {
        roundings.add(each.at, each.amountMinor - on.included);
        lines.push(on === noPercentages ? each.line : fixedLine(each, on));
      });
    for (const { at, amountMinor } of settled?.sums ?? []) roundings.add(at, amountMinor);
    if (settled !== undefined) for (const line of settled.lines) lines.push(line);
    return summed(lines, netMinor, taxes, roundings.sums);
  };
}

const none: readonly TaxAmount[] = [];

/** A fee alone: nobody sleeps in it, so that no city asks for it by person and night. */
export function feeTaxer(
  environment: TaxEnvironment,
  law: TaxLaw,
): (amountMinor: number) => Omit<Taxed, 'lines' | 'taxMinor'> {
  if (!environment.taxes.some(({ on }) => on.includes('fee')))
    return (amountMinor) => ({ netMinor: amountMinor, taxes: none, grossMinor: amountMinor });
  const taxed = stayTaxer(environment, { ...law, fixed: [] });
  return (amountMinor) => {
    const { netMinor, taxes, grossMinor } = taxed([{ category: 'fee', amountMinor }]);
    return { netMinor, taxes, grossMinor };
  };
}

/** Whether one night of a run may owe what another does not, or hold what another does not. */
function asksNightByNight({ isByDay, hasCeilings, fixed }: TaxLaw): boolean {
  return isByDay || hasCeilings || fixed.some((tax) => tax.included || isByPrice(tax));
}

function settledOf(fixed: readonly Fixed[]): Settled | undefined {
  if (fixed.some(({ tax, laid }) => tax.included || laid.shares.length > 0)) return undefined;
  const sums = [...Map.groupBy(fixed, ({ at }) => at)].map(([at, items]) => ({
    ...{ at, amountMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0) },
  }));
  return { lines: inRuns(fixed), sums };
}

/** Nights of a tax that follow each other and ask the same are one line. */
function inRuns(fixed: readonly Fixed[]): readonly Line[] {
  const lines: Line[] = [];
  let before: Fixed | undefined;
  for (const one of fixed) {
    const last = lines.at(-1);
    const nights = last?.nights ?? 1;
    const goesOn =
      last?.day !== undefined &&
      last.day + nights === one.day &&
      before?.tax === one.tax &&
      before.amountMinor === one.amountMinor;
    if (goesOn) lines[lines.length - 1] = { ...last, nights: nights + 1 };
    else lines.push(one.line);
    before = one;
  }
  return lines;
}

function laidOn(law: TaxLaw, ground: Ground, count: number): Laid {
  const shares = law.sharesOf(ground);
  const parts = new Array<Exact>(shares.length);
  for (let at = 0; at < shares.length; at += 1) {
    const share = shares[at];
    if (share !== undefined) parts[at] = partOf(ground.amountMinor, share.part);
  }
  return { count, day: ground.day, shares, parts };
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
  on: Percentages,
  day: number | undefined,
  nights: number,
): Line {
  const { taxes } = on;
  const netMinor = charge.amountMinor - on.included;
  const grossMinor = charge.amountMinor + on.added;
  return day === undefined
    ? { charge, netMinor, taxes, grossMinor }
    : { charge, day, nights, netMinor, taxes, grossMinor };
}

/** A line for each night, as callers are told them; without a spread, which costs more than all the rest of a quote. */
export function nightLines(lines: readonly Line[]): readonly Line[] {
  const told: Line[] = [];
  for (const line of lines) {
    const { charge, day, nights, netMinor, taxes, grossMinor } = line;
    if (day === undefined || nights === undefined) told.push(line);
    else if (charge === undefined)
      for (let at = 0; at < nights; at += 1)
        told.push({ day: day + at, netMinor, taxes, grossMinor });
    else
      for (let at = 0; at < nights; at += 1)
        told.push({ charge, day: day + at, netMinor, taxes, grossMinor });
  }
  return told;
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
  netMinor: number,
  environment: TaxEnvironment['taxes'],
  sums: readonly (number | undefined)[],
): Taxed {
  let taxMinor = 0;
  const taxes: TaxAmount[] = [];
  for (let at = 0; at < environment.length; at += 1) {
    const [tax, amountMinor] = [environment[at], sums[at]];
    if (tax === undefined || amountMinor === undefined) continue;
    taxes.push({ code: tax.code, amountMinor });
    taxMinor += amountMinor;
  }
  return { lines, taxes, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
}
