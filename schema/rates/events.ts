/** Facts of the context `rates`, on the topic `rates.events`: what was set, as it was asked for. */
import * as z from 'zod';
import { Actor, HotelDate, PropertyId, RoomTypeCode } from '#schema/values.ts';
import { NamedRatePlan, SetPrices, SetRestrictions } from './http.ts';
import { ScopeRestrictions } from './restricted-stay.ts';
import { TaxEnvironment } from './taxes.ts';
import { NightPrice, RatePlanCode, Restriction } from './values.ts';

export const ratesEventsTopic = 'rates.events';

const head = {
  propertyId: PropertyId,
  /** Of the property's price list, after it. */
  version: z.int(),
  /** Absent on what was set before this was said. */
  actor: z.object(Actor.shape).exactOptional(),
};

/** What was on nights that were changed, without a value where there was nothing; left out where it is too much to say. */
const before = <T extends z.ZodType>(value: T) =>
  z
    .array(
      z.object({
        /** Empty for every plan, or for every room type. */
        ratePlan: z.union([RatePlanCode, z.literal('')]),
        roomType: z.union([RoomTypeCode, z.literal('')]),
        from: HotelDate,
        to: HotelDate,
        value: value.nullable(),
      }),
    )
    .exactOptional();

export const TaxesSet = z.object(head).extend(TaxEnvironment.shape);
export const RatePlanSet = z.object(head).extend(NamedRatePlan.shape);
export const PricesSet = z
  .object(head)
  .extend(SetPrices.shape)
  .extend({ before: before(NightPrice) });

/**
 * All that these scopes say of stays since this version of the price list; other scopes say what they did. It says what
 * is, not what changed, so that it may come twice, late, or in another order.
 */
export const SaidOfStays = z.object({
  ...head,
  scopes: z.array(ScopeRestrictions).exactOptional(),
});

/** Where `scopes` is absent, facts of `stay_restrictions.changed.v1` beside it have them. */
export const RestrictionsSet = SaidOfStays.extend(SetRestrictions.shape).extend({
  before: before(Restriction),
});
export type RestrictionsSet = z.infer<typeof RestrictionsSet>;

/** Of logs that are older than the `scopes` of `restrictions.set.v1`, which says the same now. */
export const StayRestrictionsChanged = SaidOfStays.required();

export const ratesEvents = {
  'taxes.set.v1': TaxesSet,
  'rate_plan.set.v1': RatePlanSet,
  'prices.set.v1': PricesSet,
  'restrictions.set.v1': RestrictionsSet,
  'stay_restrictions.changed.v1': StayRestrictionsChanged,
} as const;
