/** Percentages that ask no more than so much of a night, a person or a stay (H7). */
import { million } from '#schema/rates/policies.ts';
import { ceilingOf, isShareOfOne, type Rounding, type Tax } from '#schema/rates/taxes.ts';
import { isByNight, isByPerson } from '#schema/rates/values.ts';
import type { Stay } from './charges.ts';
import { type Exact, exactly, exceeds, partOf, ratio, shareOut } from './exact.ts';
import { heads } from './tax-law.ts';

/** A percentage on an item, before it is whole. */
export interface Laid {
  readonly tax: Tax;
  /** Absent: of no night. */
  readonly day?: number | undefined;
  readonly exact: Exact;
}

/** Of each item what is laid on it, where a ceiling is reached no more than it leaves. */
export function ceiled(
  laid: readonly (readonly Laid[])[],
  stay: Stay,
  mode: Rounding['mode'],
): readonly (readonly Laid[])[] {
  const bounded = laid.flat().filter(({ tax }) => ceilingOf(tax) !== undefined);
  const lowered = new Map<Laid, Laid>();
  for (const group of Map.groupBy(bounded, (each) => groupOf(each, stay)).values()) {
    const most = mostOf(group[0]?.tax, stay);
    if (
      exceeds(
        group.map(({ exact }) => exact),
        most,
      )
    )
      lower(group, most, mode, lowered);
  }
  return laid.map((each) =>
    each.map((one) => lowered.get(one) ?? shareOfLowered(one, each, lowered) ?? one),
  );
}

/** A share of a tax that was lowered is a share of what it is now. */
function shareOfLowered(
  one: Laid,
  others: readonly Laid[],
  lowered: ReadonlyMap<Laid, Laid>,
): Laid | undefined {
  if (!isShareOfOne(one.tax)) return undefined;
  const { amount, onTaxes } = one.tax;
  const ground = others.find(({ tax }) => onTaxes.includes(tax.code));
  const now = ground && lowered.get(ground);
  return now && { ...one, exact: partOf(now.exact.whole, ratio(amount.ratePpm, million)) };
}

/** What one ceiling is for: a night of a tax, or the stay. */
function groupOf({ tax, day = 0 }: Laid, { arrivalDay }: Stay): string {
  const ceiling = ceilingOf(tax);
  return ceiling !== undefined && isByNight(ceiling.charging)
    ? `${tax.code} ${Math.max(day, arrivalDay)}`
    : tax.code;
}

function mostOf(tax: Tax | undefined, stay: Stay): number {
  const ceiling = tax && ceilingOf(tax);
  if (tax === undefined || ceiling === undefined) return Number.POSITIVE_INFINITY;
  return ceiling.amountMinor * (isByPerson(ceiling.charging) ? heads(tax, stay) : 1);
}

/** Shared by what each would have been, in whole units, so that the sum is the ceiling exactly. */
function lower(
  group: readonly Laid[],
  most: number,
  mode: Rounding['mode'],
  lowered: Map<Laid, Laid>,
): void {
  let left = most;
  const raised = shareOut({ parts: group.map(({ exact }) => exact) }, mode);
  for (const [at, laid] of group.entries()) {
    const share = Math.min(laid.exact.whole + (raised[at] ?? 0), left);
    left -= share;
    lowered.set(laid, { ...laid, exact: exactly(share) });
  }
}
