/** What a stay costs by one plan on one room type: as it is quoted, booked, and told by whoever charges for it. */
import * as z from 'zod';
import type { Unchanging } from '#schema/unchanging.ts';
import { AmountMinor, HotelDate, Instant } from '#schema/values.ts';
import { Guarantee } from './policies.ts';
import { TaxCode } from './taxes.ts';
import {
  ChargeCategory,
  ExemptionCode,
  ExtraCode,
  MealPlan,
  RatePlanCode,
  TravelPurpose,
} from './values.ts';

const TaxAmount = z.object({ code: TaxCode, amountMinor: AmountMinor });

export const QuoteLine = z.object({
  kind: z.enum(['room', 'extra', 'tax']),
  /** Absent: of the stay, not of one night. */
  night: HotelDate.exactOptional(),
  category: ChargeCategory.exactOptional(),
  extra: ExtraCode.exactOptional(),
  netMinor: AmountMinor,
  taxes: z.array(TaxAmount),
  /** Net and taxes. */
  grossMinor: AmountMinor,
});
export type QuoteLine = Unchanging<z.infer<typeof QuoteLine>>;

/** With the taxes that lie on fees. */
export const FeeDue = z.object({
  netMinor: AmountMinor,
  taxes: z.array(TaxAmount),
  grossMinor: AmountMinor,
});
export type FeeDue = Unchanging<z.infer<typeof FeeDue>>;

/** A plan's policies, with their amounts and times for this stay. */
const PoliciesDue = z.object({
  guarantee: Guarantee.nullable(),
  deposit: z.object({ amountMinor: AmountMinor, dueAt: Instant }).nullable(),
  /** In the order of time, each higher than the one before; before the first nothing is owed. */
  cancellation: z.array(z.object({ from: Instant, fee: FeeDue })),
  noShow: FeeDue.nullable(),
});
export type PoliciesDue = Unchanging<z.infer<typeof PoliciesDue>>;

export const PricedStay = z.object({
  ratePlan: RatePlanCode,
  mealPlan: MealPlan,
  purpose: TravelPurpose,
  /** Of taxes, as they were claimed; absent where none was. */
  exemptions: z.array(ExemptionCode).exactOptional(),
  /** In years, on the day of arrival. */
  childrenAges: z.array(z.int()),
  /** They add up to the total, exactly. */
  lines: z.array(QuoteLine),
  taxes: z.array(
    TaxAmount.extend({
      name: z.string(),
      /** Collected for a city or state. */
      onBehalf: z.boolean(),
    }),
  ),
  netMinor: AmountMinor,
  taxMinor: AmountMinor,
  totalMinor: AmountMinor,
  policies: PoliciesDue,
});
export type PricedStay = Unchanging<z.infer<typeof PricedStay>>;
