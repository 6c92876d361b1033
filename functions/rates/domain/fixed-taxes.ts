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

/** What a stay is asked for, whatever its price. */
export function fixedTaxes(laws: readonly Tax[], stay: Stay): readonly FixedTax[] {
  return laws.flatMap((tax) => itemsOf(tax, stay));
}

function itemsOf(tax: Tax, stay: Stay): readonly FixedTax[] {
  const { amount } = tax;
  if (amount.kind !== 'fixed') return [];
  return spread(amount.charging, stay, heads(tax, stay), amount.amountMinor)
    .filter(({ day, amountMinor }) => amountMinor !== 0 && isLaidOn(tax, stay, day))
    .map((each) => ({ tax, ...each }));
}

/** What charges amount to without the fixed taxes they hold; and the taxes but for those that no price holds. */
export function withinCharges<T extends FixedTax>(
  charges: readonly Charge[],
  items: readonly T[],
): { readonly amounts: readonly number[]; readonly laid: readonly T[] } {
  const amounts = charges.map(({ amountMinor }) => amountMinor);
  if (!items.some(({ tax }) => tax.included)) return { amounts, laid: items };
  const laid = items.filter((item) => {
    if (!item.tax.included) return true;
    const at = roomOf(charges, item);
    // What is in no price cannot be taken out of one.
    if (at === -1) return false;
    amounts[at] = (amounts[at] ?? 0) - item.amountMinor;
    return true;
  });
  return { amounts, laid };
}

/** The room of that night, or of the first. */
function roomOf(charges: readonly Charge[], { day }: FixedTax): number {
  return charges.findIndex(
    (charge) => charge.category === 'accommodation' && (day === undefined || charge.day === day),
  );
}
