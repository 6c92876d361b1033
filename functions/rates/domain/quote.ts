/**
 * Offers for a stay: every plan on every room type it has prices for, with its lines and taxes, or
 * with the reasons why it is not offered (H6).
 */

import type { Calendar } from '#schema/rates/calendar.ts';
import type { PoliciesDue } from '#schema/rates/priced-stay.ts';
import { type Broken, type Restrictions, restrictionsOn } from '#schema/rates/restricted-stay.ts';
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import type { MealPlan, NightPrice, RatePlan, RatePlanCode } from '#schema/rates/values.ts';
import type { Occupancy } from '#schema/rooms/values.ts';
import { amountMinorMax, type RoomTypeCode } from '#schema/values.ts';
import {
  type Charge,
  extraCharges,
  nightByNight,
  roomCharges,
  type Stay,
  withExtras,
} from './charges.ts';
import { isFor, passedBy } from './fits.ts';
import { freeNightsOf } from './free-nights.ts';
import {
  type Chargeable,
  deadlinesOf,
  type PolicyTerms,
  policyTerms,
  type When,
} from './policies.ts';
import { baseOf, deriver, pricesOfNights } from './price-night.ts';
import { type Claims, type TaxLaw, taxLaw } from './tax-law.ts';
import { feeTaxer, type StayTaxer, stayTaxer, type Taxed } from './tax-stay.ts';

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
  /** Who may sleep in a room; `null` where nobody has said. */
  readonly occupancy: Occupancy | null;
  readonly calendar: Calendar<NightPrice>;
}

/** Rooms of a type that are left, for each night that is asked about. */
export type LeftOf = (roomType: RoomTypeCode) => readonly number[];

export interface Wanted extends Stay, Claims {
  readonly leftOf: LeftOf;
  /** Today, in the property's calendar. */
  readonly todayDay: number;
  readonly when: When;
}

export interface Offered {
  readonly ratePlan: RatePlanCode;
  readonly roomType: RoomTypeCode;
  readonly mealPlan: MealPlan;
}
export interface Offer extends Offered {
  /** On the night that has the fewest; at least one. */
  readonly roomsLeft: number;
  readonly taxed: Taxed;
  readonly policies: PoliciesDue;
}
export interface Declined extends Offered, Reasons {}

export interface Reasons {
  /** So many adults, children or persons at most; absent where the guests fit. */
  readonly personsMax?: number;
  /** Nights of the stay without a price for these guests. */
  readonly unpricedDays: readonly number[];
  /** Nights of the stay on which no room is left. */
  readonly soldOutDays: readonly number[];
  readonly broken: readonly Broken[];
  /** The plan is for others than these guests. */
  readonly isForOthers?: true;
  /** What it would cost is no amount any more. */
  readonly isTooMuch?: true;
}

export interface Quote {
  /** The cheapest first. */
  readonly offers: readonly Offer[];
  readonly declined: readonly Declined[];
}

export function quote(list: PriceList, wanted: Wanted): Quote {
  const terms = termsOf(list.taxes, taxLaw(list.taxes, wanted, wanted), wanted);
  const offers: Offer[] = [];
  const declined: Declined[] = [];
  eachPlan(list, wanted, {
    sold({ ratePlan, roomType, mealPlan, roomsLeft }, charges, plan) {
      const taxed = terms.taxed(charges);
      if (isTooMuch(Math.max(taxed.grossMinor, taxed.taxMinor))) {
        declined.push({ ratePlan, roomType, mealPlan, ...tooMuch });
        return;
      }
      const of = { charges, taxed, mode: terms.mode, feeTaxed: terms.feeTaxed };
      const policies = terms.policies(plan)(of);
      offers.push({ ratePlan, roomType, mealPlan, roomsLeft, taxed, policies });
    },
    declined: (offered, reasons) => void declined.push({ ...offered, ...reasons }),
  });
  return { offers: offers.sort(byPrice), declined };
}

/** One that can be had. */
export type Free = Offered & Pick<Offer, 'roomsLeft'>;

interface Told {
  sold(offered: Free, charges: readonly Charge[], plan: RatePlan): void;
  declined(offered: Offered, reasons: Reasons): void;
}

/** Tells every plan on every room type it has prices for: what the stay is charged by it, or why it is not sold. */
export function eachPlan(
  { plans, prices, restrictions }: PriceList,
  wanted: Omit<Wanted, 'when'>,
  told: Told,
): void {
  const brokenBy = restrictionsOn(restrictions, wanted);
  const soldByBase = plansByBase(plans, wanted);
  for (const { ratePlan: base, roomType, occupancy, calendar } of prices) {
    const personsMax = passedBy(occupancy, wanted);
    const usual = pricedNights(calendar, wanted, undefined);
    const left = wanted.leftOf(roomType);
    const soldOutDays = daysWhere(left, (rooms) => rooms === 0, wanted);
    const ofRoom = { ...(personsMax === undefined ? {} : { personsMax }), soldOutDays };
    const hasRoom = personsMax === undefined && soldOutDays.length === 0;
    const roomsLeft = Math.min(...left);
    for (const sold of soldByBase.get(base) ?? []) {
      const { ratePlan, plan } = sold;
      const { mealPlan, freeChildren } = plan;
      const offered = { ratePlan, roomType, mealPlan };
      const { unpricedDays, rooms } =
        freeChildren === undefined ? usual : pricedNights(calendar, wanted, freeChildren);
      const broken = brokenBy(offered);
      if (hasRoom && sold.isForGuests && unpricedDays.length === 0 && broken.length === 0)
        told.sold(
          { ratePlan, roomType, mealPlan, roomsLeft },
          chargesBy(sold, rooms, roomType),
          plan,
        );
      else {
        const ofPlan = sold.isForGuests ? { broken } : { broken, isForOthers: true as const };
        told.declined(offered, { ...ofRoom, unpricedDays, ...ofPlan });
      }
    }
  }
}

const tooMuch: Reasons = { unpricedDays: [], soldOutDays: [], broken: [], isTooMuch: true };

/** Prices and taxes are each within what an amount may be; what they add up to need not be. */
export function isTooMuch(amountMinor: number): boolean {
  return amountMinor > amountMinorMax;
}

/** What the base asks for these guests. */
function pricedNights(
  calendar: PriceCalendar['calendar'],
  { arrivalDay, departureDay, adults, childrenAges }: Stay,
  freeChildren: RatePlan['freeChildren'],
): { readonly unpricedDays: readonly number[]; readonly rooms: readonly Charge[] } {
  const sleepers = { adults, childrenAges, freeChildren };
  const nights = pricesOfNights(calendar, arrivalDay, departureDay, sleepers);
  return {
    unpricedDays: daysWhere(nights, (amount) => amount === undefined, { arrivalDay }),
    rooms: roomCharges(nights, { arrivalDay }),
  };
}

/** The room by a plan, from the nights of its base, and what comes with it. */
function chargesBy(
  { plan, derive, extrasOn }: SoldPlan,
  base: readonly Charge[],
  roomType: RoomTypeCode,
): readonly Charge[] {
  const rooms = base.map(({ category, day = 0, nights = 1, amountMinor }) => {
    return { category, day, nights, amountMinor: derive(amountMinor) };
  });
  const extras = extrasOn(roomType);
  if (plan.freeNights === undefined) return withExtras(rooms, extras);
  const nights = nightByNight(rooms);
  const free = freeNightsOf(
    nights.map(({ amountMinor }) => amountMinor),
    plan.freeNights,
  );
  const paid = nights.map((night, at) => (free.has(at) ? { ...night, amountMinor: 0 } : night));
  if (plan.freeNights.withExtras !== true) return withExtras(paid, extras);
  const freeDays = new Set(nights.filter((_, at) => free.has(at)).map(({ day }) => day));
  // What is of the stay has no day.
  return withExtras(
    paid,
    nightByNight(extras).filter(({ day }) => day === undefined || !freeDays.has(day)),
  );
}

function daysWhere<T>(
  nights: readonly T[],
  is: (night: T) => boolean,
  { arrivalDay }: Pick<Stay, 'arrivalDay'>,
): readonly number[] {
  const days: number[] = [];
  nights.forEach((night, at) => {
    if (is(night)) days.push(arrivalDay + at);
  });
  return days;
}

/** A plan, with what of it is the same on every room type. */
interface SoldPlan {
  readonly ratePlan: RatePlanCode;
  readonly plan: RatePlan;
  readonly derive: (baseMinor: number) => number;
  /** Whether it is for these guests. */
  readonly isForGuests: boolean;
  /** What comes with a room of this type. */
  readonly extrasOn: (roomType: RoomTypeCode) => readonly Charge[];
}

function plansByBase(
  plans: PriceList['plans'],
  stay: Stay,
): ReadonlyMap<RatePlanCode, readonly SoldPlan[]> {
  const sold = [...plans].map(([ratePlan, plan]) => ({
    ...{ ratePlan, plan, derive: deriver(plan.derivation) },
    ...{ isForGuests: isFor(plan.guests, stay), extrasOn: extrasOf(plan, stay) },
  }));
  return Map.groupBy(sold, ({ ratePlan, plan }) => baseOf(ratePlan, plan));
}

function extrasOf({ extras, freeChildren }: RatePlan, stay: Stay): SoldPlan['extrasOn'] {
  const charged = extras.map(({ roomTypes, ...extra }) => ({
    ...{ roomTypes, charges: extraCharges(extra, stay, freeChildren) },
  }));
  const all = charged.flatMap(({ charges }) => charges);
  if (!charged.some(({ roomTypes }) => roomTypes !== undefined)) return () => all;
  return (roomType) =>
    charged.flatMap(({ roomTypes, charges }) =>
      roomTypes === undefined || roomTypes.includes(roomType) ? charges : [],
    );
}

/** What is the same for every offer of a stay. */
interface Terms extends Pick<Chargeable, 'mode' | 'feeTaxed'> {
  readonly taxed: StayTaxer;
  readonly policies: (plan: RatePlan) => PolicyTerms;
}

function termsOf(taxes: TaxEnvironment, law: TaxLaw, wanted: Wanted): Terms {
  const deadline = deadlinesOf(wanted, wanted.when);
  const known = new Map<RatePlan, PolicyTerms>();
  return {
    mode: taxes.rounding.mode,
    taxed: stayTaxer(taxes, law),
    feeTaxed: feeTaxer(taxes, law),
    policies(plan) {
      const before = known.get(plan);
      if (before !== undefined) return before;
      const made = policyTerms(plan.policies, deadline);
      known.set(plan, made);
      return made;
    },
  };
}

function byPrice(one: Offer, other: Offer): number {
  return one.taxed.grossMinor - other.taxed.grossMinor || byCode(one, other);
}

/** Equal ones stand in the order of their codes, so that asking twice gives one answer. */
export function byCode(one: Offered, other: Offered): number {
  if (one.ratePlan !== other.ratePlan) return one.ratePlan < other.ratePlan ? -1 : 1;
  return one.roomType < other.roomType ? -1 : 1;
}
