/** The cheapest way to stay, by the same price as a quote: for who looks at many properties at once. */
import { sumOf } from './charges.ts';
import { byCode, eachPlan, type Free, isTooMuch, type PriceList, type Wanted } from './quote.ts';
import { taxLaw } from './tax-law.ts';
import { stayTaxer } from './tax-stay.ts';

export interface LowestOffer extends Free {
  /** With all taxes. */
  readonly totalMinor: number;
}

/** Undefined: nothing is sold for this stay, or no room is left. */
export function lowestOffer(
  list: PriceList,
  wanted: Omit<Wanted, 'when'>,
): LowestOffer | undefined {
  const taxed = stayTaxer(list.taxes, taxLaw(list.taxes, wanted, wanted));
  let lowest: LowestOffer | undefined;
  eachPlan(list, wanted, {
    sold(offered, charges) {
      // No tax takes anything away, so what is charged without those that are added tells enough.
      const least = sumOf(charges);
      if (lowest !== undefined && least > lowest.totalMinor) return;
      const { grossMinor, taxMinor } = taxed(charges);
      if (isTooMuch(Math.max(grossMinor, taxMinor))) return;
      const offer = { ...offered, totalMinor: grossMinor };
      if (lowest === undefined || byTotal(offer, lowest) < 0) lowest = offer;
    },
    declined: () => undefined,
  });
  return lowest;
}

function byTotal(one: LowestOffer, other: LowestOffer): number {
  return one.totalMinor - other.totalMinor || byCode(one, other);
}
