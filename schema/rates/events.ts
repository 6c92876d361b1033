/** Facts of the context `rates`, on the topic `rates.events`: what was set, as it was asked for. */
import * as z from 'zod';
import { PropertyId } from '#schema/values.ts';
import { NamedRatePlan, SetPrices, SetRestrictions } from './http.ts';
import { TaxEnvironment } from './values.ts';

export const ratesEventsTopic = 'rates.events';

const head = {
  propertyId: PropertyId,
  /** Of the property's price list, after it. */
  version: z.int(),
};

export const TaxesSet = z.object({ ...head, ...TaxEnvironment.shape });
export const RatePlanSet = z.object({ ...head, ...NamedRatePlan.shape });
export const PricesSet = z.object({ ...head, ...SetPrices.shape });
export const RestrictionsSet = z.object({ ...head, ...SetRestrictions.shape });

export const ratesEvents = {
  'taxes.set.v1': TaxesSet,
  'rate_plan.set.v1': RatePlanSet,
  'prices.set.v1': PricesSet,
  'restrictions.set.v1': RestrictionsSet,
} as const;
