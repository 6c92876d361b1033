/** The HTTP contract of price lists and quotes. */
import * as z from 'zod';
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
import { AccessCode } from './policies.ts';
import { PricedStay } from './priced-stay.ts';
import {
  ExtraCode,
  extrasMax,
  MealPlan,
  NightPrice,
  RatePlan,
  RatePlanCode,
  Restriction,
  RestrictionScope,
  TravelPurpose,
} from './values.ts';

export const RatePlanParams = z.strictObject({ propertyId: PropertyId, ratePlan: RatePlanCode });

export const NamedRatePlan = z.strictObject({ ratePlan: RatePlanCode, ...RatePlan.shape });
export const RatePlanPage = z.strictObject({ ratePlans: z.array(NamedRatePlan) });

/** Monday is 1 (ISO 8601). Absent: every day. */
const Weekdays = z.array(z.int().min(1).max(7)).min(1).max(7);

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
export const SetPrices = z.strictObject({ prices: z.array(PriceLine).min(1).max(linesMax) });

export const RestrictionLine = z
  .strictObject({
    scope: RestrictionScope,
    ...range,
    /** What is left out stays as it is; `null` takes a limit away. */
    set: Restriction.partial(),
  })
  .refine(isRange, rangeError);
export const SetRestrictions = z.strictObject({
  restrictions: z.array(RestrictionLine).min(1).max(linesMax),
});

/** How many lines were taken: all of them, or the request is refused. */
export const LinesSet = z.strictObject({ lines: z.int().min(1) });

const personsMax = 20;
const stayed = { arrival: HotelDate, departure: HotelDate };

export const CreateQuote = z
  .strictObject({
    ...stayed,
    adults: z.int().min(1).max(personsMax),
    /** In years, on the day of arrival. */
    childrenAges: z.array(z.int().min(0).max(17)).max(personsMax).optional(),
    /** `leisure` where it is not said. */
    purpose: TravelPurpose.optional(),
    ratePlan: RatePlanCode.optional(),
    roomType: RoomTypeCode.optional(),
    /** Of a promotion or a company: opens its plans beside those for everybody. */
    accessCode: AccessCode.optional(),
    /** Asked for beside the room: only plans that sell all of them are offered. */
    extras: z
      .array(ExtraCode)
      .max(extrasMax)
      .refine((codes) => new Set(codes).size === codes.length, 'a code stands twice')
      .optional(),
  })
  .refine(({ arrival, departure }) => arrival < departure, {
    path: ['departure'],
    error: 'is not after arrival',
  })
  .refine(
    ({ arrival, departure }) => dayNumber(departure) - dayNumber(arrival) <= nightsPerStayMax,
    { path: ['departure'], error: `a stay has at most ${nightsPerStayMax} nights` },
  );

const offered = { ratePlan: RatePlanCode, roomType: RoomTypeCode, mealPlan: MealPlan };

export const Offer = z.strictObject({
  /** Signed: whoever books with it before `heldUntil` pays exactly this. Nothing is kept for it. */
  quoteId: z.string(),
  roomType: RoomTypeCode,
  ...PricedStay.shape,
  /** The policies as sentences, for whoever books. */
  policiesInWords: z.array(z.string()),
});

/** OPERA's names of restrictions, that a night has no price for these guests, and that they are too many for the room. */
export const DeclineCode = z.enum(['noPrice', 'maximumOccupancy', ...Restriction.keyof().options]);
export const DeclineReason = z.strictObject({
  code: DeclineCode,
  /** The night it stands on; of a departure, the day the guest leaves. */
  night: HotelDate,
  /** Nights or days that are asked for, or how many may sleep there; absent where it is closed or has no price. */
  value: z.int().optional(),
  /** Absent where it has no price. */
  scope: RestrictionScope.optional(),
});

export const Quote = z.strictObject({
  ...stayed,
  currency: Currency,
  /** Prices stand until then, whatever is set meanwhile. */
  heldUntil: Instant,
  /** Whether a plan has the code that was given; absent where none was. */
  accessCodeKnown: z.boolean().optional(),
  /** The cheapest first. Rooms left are told by availability, and judged when it is booked. */
  offers: z.array(Offer),
  declined: z.array(z.strictObject({ ...offered, reasons: z.array(DeclineReason) })),
});

/** As many nights as a stay may have: a year and a day. */
export const ListPrices = z
  .strictObject({
    ...{ from: HotelDate, to: HotelDate },
    adults: z.coerce.number().int().min(1).max(personsMax).optional(),
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
      /** Absent: nothing is sold to so many. Rooms left are told by availability. */
      lowest: z
        .strictObject({
          ratePlan: RatePlanCode,
          roomType: RoomTypeCode,
          /** With the taxes that prices include, without those that are added. */
          amountMinor: AmountMinor,
          /** Whether a stay may begin with this night. */
          arrival: z.boolean(),
          /** The fewest nights of a stay at this price. */
          nightsMin: z.int().min(1),
        })
        .optional(),
    }),
  ),
});
