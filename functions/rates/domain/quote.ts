/**
 * Offers for a stay: every plan on every room type it has prices for, with its lines and taxes, or
 * with the reasons why it is not offered (H6).
 */

import type { PoliciesDue } from '#schema/rates/priced-stay.ts';
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import type {
  MealPlan,
  NightPrice,
  RatePlan,
  RatePlanCode,
  TravelPurpose,
} from '#schema/rates/values.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import type { Calendar } from './calendar.ts';
import { type Charge, chargesOf, type Stay } from './charges.ts';
import { withFreeNights } from './free-nights.ts';
import { type Chargeable, type Deadline, deadlinesOf, policiesDue, type When } from './policies.ts';
import { baseOf, deriver, pricesOfNights } from './price-night.ts';
import { type Broken, brokenBy, type Restrictions } from './restrict.ts';
import { type TaxLaw, taxLaw } from './tax-law.ts';
import { type Taxed, taxStay } from './tax-stay.ts';

export interface PriceList {
  readonly plans: ReadonlyMap<RatePlanCode, RatePlan>;
  /** Of base plans. */
  readonly prices: readonly PriceCalendar[];
  readonly restrictions: readonly Restrictions[];
  readonly taxes: TaxEnvironment;
}

export interface PriceCalendar {
  readonly ratePlan: RatePlanCode;
  readonly roomType: RoomTypeCode;
  readonly calendar: Calendar<NightPrice>;
}

export interface Wanted extends Stay {
  /** Today, in the property's calendar. */
  readonly todayDay: number;
  readonly purpose: TravelPurpose;
  readonly when: When;
}

interface Offered {
  readonly ratePlan: RatePlanCode;
  readonly roomType: RoomTypeCode;
  readonly mealPlan: MealPlan;
}
export interface Offer extends Offered {
  readonly taxed: Taxed;
  readonly policies: PoliciesDue;
}
export interface Declined extends Offered {
  /** Nights of the stay without a price for these guests. */
  readonly unpricedDays: readonly number[];
  readonly broken: readonly Broken[];
}

export interface Quote {
  /** The cheapest first. */
  readonly offers: readonly Offer[];
  readonly declined: readonly Declined[];
}

export function quote(list: PriceList, wanted: Wanted): Quote {
  const terms = termsOf(list.taxes, taxLaw(list.taxes, wanted, wanted.purpose), wanted);
  const offers: Offer[] = [];
  const declined: Declined[] = [];
  for (const { ratePlan: base, roomType, calendar } of list.prices) {
    const baseNights = pricesOfNights(calendar, wanted.arrivalDay, wanted.departureDay, wanted);
    const unpricedDays = baseNights.flatMap((amount, at) =>
      amount === undefined ? [wanted.arrivalDay + at] : [],
    );
    for (const [ratePlan, plan] of list.plans) {
      if (baseOf(ratePlan, plan) !== base) continue;
      const offered = { ratePlan, roomType, mealPlan: plan.mealPlan };
      const broken = brokenBy(list.restrictions, offered, wanted);
      if (unpricedDays.length > 0 || broken.length > 0) {
        declined.push({ ...offered, unpricedDays, broken });
        continue;
      }
      const charges = chargesOfPlan(plan, baseNights, wanted);
      offers.push({ ...offered, ...priced(plan, charges, terms) });
    }
  }
  return { offers: offers.sort(byPrice), declined };
}

/** What is the same for every offer of a stay. */
interface Terms extends Pick<Chargeable, 'mode' | 'feeTaxed'> {
  readonly deadline: Deadline;
  taxed(charges: readonly Charge[]): Taxed;
}

function termsOf(taxes: TaxEnvironment, law: TaxLaw, wanted: Wanted): Terms {
  // Nobody sleeps in a fee: no city asks for it by person and night.
  const lawOfFees = { ...law, fixed: [] };
  return {
    mode: taxes.rounding.mode,
    deadline: deadlinesOf(wanted, wanted.when),
    taxed: (charges) => taxStay(charges, taxes, law),
    feeTaxed: (amountMinor) => taxStay([{ category: 'fee', amountMinor }], taxes, lawOfFees),
  };
}

function priced(
  { policies }: RatePlan,
  charges: readonly Charge[],
  { deadline, ...terms }: Terms,
): Pick<Offer, 'taxed' | 'policies'> {
  const taxed = terms.taxed(charges);
  const { mode, feeTaxed } = terms;
  return { taxed, policies: policiesDue(policies, { charges, taxed, mode, feeTaxed }, deadline) };
}

/** Each night of the room, then what comes with it. */
function chargesOfPlan(
  { derivation, freeNights, extras }: RatePlan,
  baseNights: readonly (number | undefined)[],
  wanted: Wanted,
): readonly Charge[] {
  const derive = deriver(derivation);
  const derived = baseNights.map((baseMinor = 0) => derive(baseMinor));
  const nights = withFreeNights(derived, freeNights).map(
    (amountMinor, at): Charge => ({
      ...{ category: 'accommodation', day: wanted.arrivalDay + at, amountMinor },
    }),
  );
  return [...nights, ...extras.flatMap((extra) => chargesOf(extra, wanted))];
}

/** Equal ones stand in the order of their codes, so that asking twice gives one answer. */
function byPrice(one: Offer, other: Offer): number {
  const difference = one.taxed.grossMinor - other.taxed.grossMinor;
  if (difference !== 0) return difference;
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function keyOf({ ratePlan, roomType }: Offered): string {
  return `${ratePlan} ${roomType}`;
}
