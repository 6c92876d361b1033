/** The words of a price: plans, prices of a night and restrictions. Rules: R-H4, rows H4 and H5. */
import * as z from 'zod';
import type { Unchanging } from '#schema/unchanging.ts';
import { AmountMinor, HotelDate, nightsPerStayMax, RoomTypeCode } from '#schema/values.ts';
import { AgeBrackets, FreeChildren, PlanGuests } from './ages.ts';
import { AccessCode, million, Policies } from './policies.ts';

/** What a property calls something of its own. */
export const code = () => z.string().regex(/^[A-Z0-9][A-Z0-9_-]{0,15}$/);

/** The code a property gives a rate plan, e.g. `BAR`. */
export const RatePlanCode = code().brand<'RatePlanCode'>();
export type RatePlanCode = z.infer<typeof RatePlanCode>;

/** The code a property gives something sold beside the room, e.g. `BRK`. */
export const ExtraCode = code().brand<'ExtraCode'>();
export type ExtraCode = z.infer<typeof ExtraCode>;

const adultsPricedMax = 20;
const nightsOfPriceMax = 31;

/** What a room costs for a night, by who sleeps in it. */
export const NightPrice = z.strictObject({
  /** For one adult, two adults and so on. */
  adultsMinor: z.array(AmountMinor.min(0)).min(1).max(adultsPricedMax),
  /** For each adult beyond those; absent: there is no bed for more. */
  extraAdultMinor: AmountMinor.min(0).exactOptional(),
  /** A child of no bracket is priced as an adult. */
  children: AgeBrackets,
  /** Fewer have no price; absent: one is enough. */
  personsMin: z.int().min(1).max(adultsPricedMax).exactOptional(),
  /** So many at least pay as adults: children make up for those who are missing, the oldest first. */
  fullPayersMin: z.int().min(1).max(adultsPricedMax).exactOptional(),
  /**
   * Whether `adultsMinor` is told by all who sleep there, children too, each adult paying his share of it: a price by
   * person that falls with the second guest, whoever that is. Absent: by those who pay as adults.
   */
  sharedByAll: z.boolean().exactOptional(),
  /**
   * All of it is for so many nights in a row, such as a week: each has its part, to the minor unit, counted from the
   * arrival or from the first night of this price. Absent: for one.
   */
  forNights: z.int().min(2).max(nightsOfPriceMax).exactOptional(),
});
export type NightPrice = Unchanging<z.infer<typeof NightPrice>>;

/** Mews' time units and persons: how often something is charged during a stay. */
export const Charging = z.enum(['once', 'per_night', 'per_person', 'per_person_night']);
export type Charging = z.infer<typeof Charging>;

export function isByPerson(charging: Charging): boolean {
  return charging === 'per_person' || charging === 'per_person_night';
}
export function isByNight(charging: Charging): boolean {
  return charging === 'per_night' || charging === 'per_person_night';
}

export const chargeCategories = ['accommodation', 'food', 'service', 'fee'] as const;
/** What a charge is for; taxes are laid on some of these and not on others. */
export const ChargeCategory = z.enum(chargeCategories);
export type ChargeCategory = z.infer<typeof ChargeCategory>;

export const travelPurposes = ['business', 'leisure'] as const;
/** Why people travel: some city taxes are not for those who must. */
export const TravelPurpose = z.enum(travelPurposes);
export type TravelPurpose = z.infer<typeof TravelPurpose>;

/** The code a property gives a reason that spares a guest a tax, e.g. `DIPLOMAT`. */
export const ExemptionCode = code().brand<'ExemptionCode'>();
export type ExemptionCode = z.infer<typeof ExemptionCode>;
export const exemptionsMax = 10;

/** How a derived plan's night follows from that of the plan it is derived from; rounded each night. */
export const Derivation = z
  .strictObject({
    from: RatePlanCode,
    /** Millionths more or less: −100,000 is ten per cent off. */
    changePpm: z
      .int()
      .min(-million)
      .max(10 * million),
    /** Added after the percentage. */
    changeMinor: AmountMinor,
    /** A night is rounded to whole multiples of it: 100 gives whole euros, 1 cents. */
    roundToMinor: z.int().min(1).max(1_000_000),
    /** What it ends with beyond such a multiple: 99 gives 89.99. Absent: nothing. */
    endingMinor: z.int().min(1).max(999_999).exactOptional(),
  })
  .refine(({ roundToMinor, endingMinor = 0 }) => endingMinor < roundToMinor, {
    path: ['endingMinor'],
    error: 'is not below roundToMinor',
  });
export type Derivation = z.infer<typeof Derivation>;

/** A pattern of lengths is written for short stays; longer ones have a maximum. */
const losPatternMax = 60;

const restrictionMembers = {
  closed: z.boolean(),
  closedForArrival: z.boolean(),
  closedForDeparture: z.boolean(),
  /** Nights; judged on the night of arrival alone. */
  minimumLengthOfStay: nights().nullable(),
  maximumLengthOfStay: nights().nullable(),
  /** Nights; a stay that arrives here may not have any of these lengths. */
  losNotAvailable: z.array(nights()).max(losPatternMax),
  /** Nights; judged on every night of the stay. */
  minimumStayThrough: nights().nullable(),
  maximumStayThrough: nights().nullable(),
  /** Days from today, in the property's calendar, to the arrival. */
  minimumAdvanceBooking: days().nullable(),
  maximumAdvanceBooking: days().nullable(),
};
/** OPERA's words of a restriction, per night; a stay must pass those of every scope it falls into. */
export const Restriction = z.strictObject(restrictionMembers);
export const restrictionNames = Object.keys(restrictionMembers) as readonly (keyof Restriction)[];
export type Restriction = z.infer<typeof Restriction>;

/** A limit that no stay can keep beside another one; of one scope, on one night. */
export interface Impossible {
  readonly limit: keyof Restriction;
  readonly beside: keyof Restriction;
}

/** A night's limits, each `[least, most]`: whoever arrives on it is asked for both. */
const limits = [
  ['minimumLengthOfStay', 'maximumLengthOfStay'],
  ['minimumLengthOfStay', 'maximumStayThrough'],
  ['minimumStayThrough', 'maximumStayThrough'],
  ['minimumStayThrough', 'maximumLengthOfStay'],
  ['minimumAdvanceBooking', 'maximumAdvanceBooking'],
] as const;

/** Undefined: there are stays that keep all of it. */
export function impossibleIn(
  restriction: {
    readonly [K in keyof Restriction]?: Restriction[K] | undefined;
  },
): Impossible | undefined {
  for (const [beside, limit] of limits) {
    const [least, most] = [restriction[beside], restriction[limit]];
    if (typeof least === 'number' && typeof most === 'number' && most < least)
      return { limit, beside };
  }
  const {
    losNotAvailable = [],
    maximumLengthOfStay: most,
    minimumLengthOfStay: least,
  } = restriction;
  if (typeof most !== 'number') return undefined;
  for (let length = least ?? 1; length <= most; length += 1)
    if (!losNotAvailable.includes(length)) return undefined;
  return { limit: 'losNotAvailable', beside: 'maximumLengthOfStay' };
}

function nights() {
  return z.int().min(1).max(nightsPerStayMax);
}
function days() {
  return z.int().min(0).max(1_100);
}

/** Which stays a restriction is for: of a plan, of a room type, of both, or of the house. */
export const RestrictionScope = z.strictObject({
  ratePlan: RatePlanCode.nullable(),
  roomType: RoomTypeCode.nullable(),
});
export type RestrictionScope = z.infer<typeof RestrictionScope>;

/** What is served with the room. */
export const MealPlan = z.enum([
  'room_only',
  'bed_and_breakfast',
  'half_board',
  'full_board',
  'all_inclusive',
]);
export type MealPlan = z.infer<typeof MealPlan>;

export const extrasMax = 20;
/** The companies that share one negotiated rate. */
const accessCodesMax = 200;

/** Monday is 1 (ISO 8601). */
export const Weekdays = z.array(z.int().min(1).max(7)).min(1).max(7);

const roomTypesOfExtraMax = 100;

/** Something sold with the room, beside its price. */
export const Extra = z
  .strictObject({
    code: ExtraCode,
    name: z.string().min(1).max(100),
    category: ChargeCategory,
    charging: Charging,
    amountMinor: AmountMinor.min(0),
    /** What a child of a bracket pays instead, where it is charged by person; one of no bracket pays as an adult. */
    children: AgeBrackets.exactOptional(),
    /** Charged only to who asks for it. Absent: with every stay. */
    optional: z.boolean().exactOptional(),
    /** Charged for nights `[from, to)` on these days of the week alone, and on these room types; what is not by night, by their share of the stay's. */
    from: HotelDate.exactOptional(),
    to: HotelDate.exactOptional(),
    weekdays: Weekdays.exactOptional(),
    roomTypes: z.array(RoomTypeCode).min(1).max(roomTypesOfExtraMax).exactOptional(),
    /** Whether the price of the night holds it: then it is taken out of the room, as far as that goes. */
    included: z.boolean().exactOptional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'is not after from',
  })
  .refine(({ included, optional }) => !(included === true && optional === true), {
    path: ['optional'],
    error: 'is not for what the price of the night holds',
  })
  .refine(({ included, charging }) => included !== true || isByNight(charging), {
    path: ['charging'],
    error: 'is by night for what the price of the night holds',
  });
export type Extra = Unchanging<z.infer<typeof Extra>>;

/** Nights that are given away: seven for six. */
export const FreeNights = z
  .strictObject({
    /** Nights of one run, those that are free among them; a stay has as many runs as fit into it. */
    ofNights: z.int().min(2).max(nightsPerStayMax),
    free: z.int().min(1).max(nightsPerStayMax),
    /** Which of a run: its last, or its cheapest, the earlier among equals; or the last of the whole stay, once. */
    which: z.enum(['last', 'cheapest', 'last_of_stay']),
    /** Runs of a stay that have free nights; absent: all. */
    runsMax: z.int().min(1).max(nightsPerStayMax).exactOptional(),
    /** Whether extras that are charged by night are given away with them. */
    withExtras: z.boolean().exactOptional(),
  })
  .refine(({ which, runsMax }) => which !== 'last_of_stay' || runsMax === undefined, {
    path: ['runsMax'],
    error: 'is not for the last nights of a stay, which are given away once',
  })
  .refine(({ ofNights, free }) => free < ofNights, {
    path: ['free'],
    error: 'leaves no night to pay for',
  });
export type FreeNights = z.infer<typeof FreeNights>;

/** A rate plan: prices of its own, or those of another changed; and what comes with the room. */
export const RatePlan = z
  .strictObject({
    name: z.string().min(1).max(100),
    mealPlan: MealPlan,
    /** `null`: it has prices of its own. */
    derivation: Derivation.nullable(),
    /** Sold with the room: those that are not optional make the plan a package. */
    extras: z
      .array(Extra)
      .max(extrasMax)
      .refine(
        (extras) => new Set(extras.map((extra) => extra.code)).size === extras.length,
        'a code stands twice',
      ),
    /** Absent: every night is paid for. */
    freeNights: FreeNights.exactOptional(),
    /** Absent: whoever fits into the room. */
    guests: PlanGuests.exactOptional(),
    /** Absent: every child pays what its age does. */
    freeChildren: FreeChildren.exactOptional(),
    /** Absent: nothing is asked for, and who cancels or stays away owes nothing. */
    policies: Policies.exactOptional(),
    /** Offered only to who gives one of them: a promotion, or the negotiated rate of a company. Absent: to everybody. */
    accessCodes: z.array(AccessCode).min(1).max(accessCodesMax).exactOptional(),
    /** The first day it may be booked, and the first it may be no more, in the property's calendar; whatever the stay. */
    sellFrom: HotelDate.exactOptional(),
    sellTo: HotelDate.exactOptional(),
  })
  .refine(
    ({ sellFrom, sellTo }) => sellFrom === undefined || sellTo === undefined || sellFrom < sellTo,
    {
      path: ['sellTo'],
      error: 'is not after sellFrom',
    },
  );
export type RatePlan = Unchanging<z.infer<typeof RatePlan>>;
