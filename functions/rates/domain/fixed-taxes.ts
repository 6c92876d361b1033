/** City taxes and their like: an amount by night or person, on lines of their own (H7). */
import { isFixed, type Tax } from '#schema/rates/taxes.ts';
import { isByPerson } from '#schema/rates/values.ts';
import { type Charge, type Spread, type Stay, spread } from './charges.ts';
import { heads, isLaidOn } from './tax-law.ts';

export interface FixedTax {
  readonly tax: Tax;
  /** Absent: of the stay, not of one night. */
  readonly day?: number;
  readonly amountMinor: number;
}

/** Whether it depends on what the room costs; all others are the same for every offer of a stay. */
export function isByPrice({ amount }: Tax): boolean {
  return amount.kind === 'fixed_rate_based';
}

/** What a stay is asked for. */
export function fixedTaxes(
  laws: readonly Tax[],
  stay: Stay,
  charges: readonly Charge[],
): readonly FixedTax[] {
  return laws.flatMap((tax) =>
    spreadOf(tax, stay, charges)
      .filter(({ day, amountMinor }) => amountMinor !== 0 && isLaidOn(tax, stay, day))
      .map((each) => ({ tax, ...each })),
  );
}

function spreadOf(tax: Tax, stay: Stay, charges: readonly Charge[]): readonly Spread[] {
  const { amount } = tax;
  if (!isFixed(amount)) return [];
  const persons = heads(tax, stay);
  if (amount.kind === 'fixed') return spread(amount.charging, stay, persons, amount.amountMinor);
  const byPerson = isByPerson(amount.charging);
  const sharing = byPerson ? stay.adults + stay.childrenAges.length : 1;
  return spread(amount.charging, stay, persons, 1).map((once) => {
    const roomMinor = roomPrice(charges, once.day);
    const band = amount.bands.findLast(({ fromMinor }) => fromMinor * sharing <= roomMinor);
    return { ...once, amountMinor: (band?.amountMinor ?? 0) * once.amountMinor };
  });
}

/** As it is priced, with the taxes that prices include. */
function roomPrice(charges: readonly Charge[], day: number | undefined): number {
  return charges.reduce(
    (sum, charge) => sum + (isRoom(charge) && charge.day === day ? charge.amountMinor : 0),
    0,
  );
}

function isRoom({ category }: Charge): boolean {
  return category === 'accommodation';
}

/** The charges without the fixed taxes they hold, night by night where they hold any; and the taxes but for those that no price holds. */
export function withinCharges<T extends FixedTax>(
  charges: readonly Charge[],
  items: readonly T[],
): { readonly charges: readonly Charge[]; readonly laid: readonly T[] } {
  if (!items.some(({ tax }) => tax.included)) return { charges, laid: items };
  const without = [...charges];
  const laid = items.filter((item) => {
    if (!item.tax.included) return true;
    const at = roomOf(without, item);
    const room = without[at];
    // What is in no price cannot be taken out of one.
    if (room === undefined) return false;
    without[at] = { ...room, amountMinor: room.amountMinor - item.amountMinor };
    return true;
  });
  return { charges: without, laid };
}

/** The room of that night, or of the first. */
function roomOf(charges: readonly Charge[], { day }: FixedTax): number {
  return charges.findIndex((charge) => isRoom(charge) && (day === undefined || charge.day === day));
}
