/** City taxes and their like: an amount by night or person, on lines of their own (H7). */
import type { Tax } from '#schema/rates/taxes.ts';
import { type Charge, type Stay, spread } from './charges.ts';
import { heads, isLaidOn } from './tax-law.ts';

export interface FixedTax {
  readonly tax: Tax;
  /** Absent: of the stay, not of one night. */
  readonly day?: number;
  readonly amountMinor: number;
}

export interface FixedTaxes {
  readonly items: readonly FixedTax[];
  /** Of each charge, what of it is a fixed tax that prices are given with. */
  readonly withinCharges: readonly number[];
}

export function fixedTaxes(
  laws: readonly Tax[],
  charges: readonly Charge[],
  stay: Stay,
): FixedTaxes {
  const withinCharges = charges.map(() => 0);
  const items: FixedTax[] = [];
  for (const tax of laws) {
    for (const item of itemsOf(tax, stay)) {
      if (!tax.included) items.push(item);
      else {
        const at = roomOf(charges, item);
        // What is in no price cannot be taken out of one.
        if (at === -1) continue;
        withinCharges[at] = (withinCharges[at] ?? 0) + item.amountMinor;
        items.push(item);
      }
    }
  }
  return { items, withinCharges };
}

function itemsOf(tax: Tax, stay: Stay): readonly FixedTax[] {
  const { amount } = tax;
  if (amount.kind !== 'fixed') return [];
  return spread(amount.charging, stay, heads(tax, stay), amount.amountMinor)
    .filter(({ day, amountMinor }) => amountMinor !== 0 && isLaidOn(tax, stay, day))
    .map((each) => ({ tax, ...each }));
}

/** The room of that night, or of the first. */
function roomOf(charges: readonly Charge[], { day }: FixedTax): number {
  return charges.findIndex(
    (charge) => charge.category === 'accommodation' && (day === undefined || charge.day === day),
  );
}
