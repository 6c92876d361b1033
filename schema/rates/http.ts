/** The HTTP contract of price lists and quotes. */
import * as z from 'zod';
import { KnownCountry } from '#schema/iso.ts';
import {
  AmountMinor,
  Currency,
  dayNumber,
  daysAheadMax,
  HotelDate,
  Instant,
  nightsPerStayMax,
  PropertyId,
  RoomTypeCode,
} from '#schema/values.ts';
import { personsMax } from './ages.ts';
import { overlapsOf } from './overlaps.ts';
import { AccessCode } from './policies.ts';
import { PricedStay } from './priced-stay.ts';
import {
  ExemptionCode,
  ExtraCode,
  exemptionsMax,
  extrasMax,
  impossibleIn,
  MealPlan,
  NightPrice,
  RatePlan,
  RatePlanCode,
  Restriction,
  RestrictionScope,
  restrictionNames,
  TravelPurpose,
  Weekdays,
} from './values.ts';

export const RatePlanParams = z.strictObject({ propertyId: PropertyId, ratePlan: RatePlanCode });

export const NamedRatePlan = z.strictObject({ ratePlan: RatePlanCode }).extend(RatePlan.shape);
export const RatePlanPage = z.strictObject({ ratePlans: z.array(NamedRatePlan) });

/** On every day of the week where none is said. */
const range = { from: HotelDate, to: HotelDate, weekdays: Weekdays.optional() };

/** Nights `[from, to)`. */
function isRange({ from, to }: { readonly from: HotelDate; readonly to: HotelDate }): boolean {
  const nights = dayNumber(to) - dayNumber(from);
  return nights > 0 && nights <= daysAheadMax;
}
const rangeError = { path: ['to'], error: `is 1 to ${daysAheadMax} days after from` };

export const PriceLine = z
  .strictObject({
    /** A plan with prices of its own. */
    ratePlan: RatePlanCode,
    roomType: RoomTypeCode,
    ...range,
    /** `null`: not sold on these nights. */
    price: NightPrice.nullable(),
  })
  .refine(isRange, rangeError);

/** A year of forty seasons for every plan and room type of a large house. */
export const linesMax = 2_000;
export const SetPrices = z
  .strictObject({ prices: z.array(PriceLine).min(1).max(linesMax) })
  .superRefine(({ prices }, { addIssue }) => {
    for (const { at, earlier } of overlapsOf(prices)) {
      const message = `overlaps line ${earlier}, and does not lie within it`;
      addIssue({ code: 'custom', path: ['prices', at, 'from'], message });
    }
  });

export const RestrictionLine = z
  .strictObject({
    scope: RestrictionScope,
    ...range,
    /** What is left out stays as it is; `null` takes a limit away. */
    set: Restriction.partial(),
  })
  .refine(isRange, rangeError);
export const SetRestrictions = z
  .strictObject({ restrictions: z.array(RestrictionLine).min(1).max(linesMax) })
  .superRefine(({ restrictions }, { addIssue }) => {
    for (const [at, { set }] of restrictions.entries()) {
      const found = impossibleIn(set);
      if (found === undefined) continue;
      const message = `leaves no stay with ${found.beside}`;
      addIssue({ code: 'custom', path: ['restrictions', at, 'set', found.limit], message });
    }
  });

/** How many lines were taken: all of them, or the request is refused. */
export const LinesSet = z.strictObject({ lines: z.int().min(1) });

const stayed = { arrival: HotelDate, departure: HotelDate };

/** Who wants to stay when, and why. */
const asked = {
  ...stayed,
  adults: z.int().min(1).max(personsMax),
  /** In years, on the day of arrival. */
  childrenAges: z.array(z.int().min(0).max(17)).max(personsMax).optional(),
  /** `leisure` where it is not said. */
  purpose: TravelPurpose.optional(),
  /** Of a promotion or a company: opens its plans beside those for everybody. */
  accessCode: AccessCode.optional(),
};

/** One night at least, and no more than a stay may have. */
function isStay({ arrival, departure }: z.infer<z.ZodObject<typeof stayed>>): boolean {
  const nights = dayNumber(departure) - dayNumber(arrival);
  return nights > 0 && nights <= nightsPerStayMax;
}
const stayError = { path: ['departure'], error: `is 1 to ${nightsPerStayMax} days after arrival` };

export const CreateQuote = z
  .strictObject({
    ...asked,
    ratePlan: RatePlanCode.optional(),
    roomType: RoomTypeCode.optional(),
    /** That the guests claim, of those the taxes of the property name: diplomats, or residents. */
    exemptions: z
      .array(ExemptionCode)
      .max(exemptionsMax)
      .refine((codes) => new Set(codes).size === codes.length, 'a code stands twice')
      .optional(),
    /** Asked for beside the room: only plans that sell all of them are offered. */
    extras: z
      .array(ExtraCode)
      .max(extrasMax)
      .refine((codes) => new Set(codes).size === codes.length, 'a code stands twice')
      .optional(),
  })
  .refine(isStay, stayError);

const offered = { ratePlan: RatePlanCode, roomType: RoomTypeCode, mealPlan: MealPlan };

/** On the night of the stay that has the fewest. Nothing holds one until it is booked. */
const roomsLeft = z.int().min(1);

export const Offer = z
  .strictObject({
    /** Signed: whoever books with it before `heldUntil` pays exactly this. Nothing is kept for it. */
    quoteId: z.string(),
    roomType: RoomTypeCode,
    roomsLeft,
  })
  .extend(PricedStay.shape)
  .extend({
    /** The policies as sentences, for whoever books. */
    policiesInWords: z.array(z.string()),
  });

/**
 * OPERA's names of restrictions, that a night has no price for these guests or no room left, that they
 * are too many for the room or others than the plan is for, and that the stay would cost more than an amount can say.
 */
export const DeclineCode = z.enum([
  ...(['noPrice', 'soldOut', 'maximumOccupancy', 'guestsNotOfPlan', 'amountTooLarge'] as const),
  ...restrictionNames,
]);
export const DeclineReason = z.strictObject({
  code: DeclineCode,
  /** The night it stands on; of a departure, the day the guest leaves. */
  night: HotelDate,
  /** Nights or days that are asked for, or how many may sleep there; absent where it is closed, sold out or has no price. */
  value: z.int().optional(),
  /** Absent where no restriction is the reason. */
  scope: RestrictionScope.optional(),
});

export const Quote = z.strictObject({
  ...stayed,
  currency: Currency,
  /** Prices stand until then, whatever is set meanwhile. */
  heldUntil: Instant,
  /** Whether a plan has the code that was given; absent where none was. */
  accessCodeKnown: z.boolean().optional(),
  /** The cheapest first. */
  offers: z.array(Offer),
  declined: z.array(z.strictObject({ ...offered, reasons: z.array(DeclineReason) })),
});

/** As many nights as a stay may have: a year and a day. */
export const ListPrices = z
  .strictObject({
    ...{ from: HotelDate, to: HotelDate },
    adults: z.int().min(1).max(personsMax).optional(),
    ratePlan: RatePlanCode.optional(),
    roomType: RoomTypeCode.optional(),
  })
  .refine(({ from, to }) => from < to && dayNumber(to) - dayNumber(from) <= nightsPerStayMax, {
    path: ['to'],
    error: `is 1 to ${nightsPerStayMax} days after from`,
  });

export const PriceCalendar = z.strictObject({
  currency: Currency,
  nights: z.array(
    z.strictObject({
      night: HotelDate,
      /** Of the house, or of the room type that was asked for. */
      roomsLeft: z.int().min(0),
      /** Absent: nothing is sold to so many, or no room is left. */
      lowest: z
        .strictObject({
          ratePlan: RatePlanCode,
          roomType: RoomTypeCode,
          /** With the taxes that prices include, without those that are added. */
          amountMinor: AmountMinor,
          /** Of this room type. */
          roomsLeft: z.int().min(1),
          /** Whether a stay may begin with this night. */
          arrival: z.boolean(),
          /** The fewest nights of a stay at this price. */
          nightsMin: z.int().min(1),
        })
        .optional(),
    }),
  ),
});

export const propertiesPerPageMax = 100;

/** What a stay costs at least in each property of a city. */
export const SearchProperties = z
  .strictObject({
    ...asked,
    /** As the properties' addresses say it, in any case. */
    city: z.string().trim().min(1).max(100),
    /** Where more than one country has a city of that name. */
    country: KnownCountry.optional(),
    limit: z.int().min(1).max(propertiesPerPageMax).optional(),
    cursor: z.string().max(500).optional(),
  })
  .refine(isStay, stayError);

export const PropertyOffer = z.strictObject({
  propertyId: PropertyId,
  name: z.string(),
  country: z.string(),
  currency: Currency,
  ...offered,
  /** With all taxes. */
  totalMinor: AmountMinor,
  roomsLeft,
});

/** The cheapest first, currency by currency; a property where nothing can be had is not among them. */
export const PropertyOfferPage = z.strictObject({
  properties: z.array(PropertyOffer),
  nextCursor: z.string().optional(),
});
