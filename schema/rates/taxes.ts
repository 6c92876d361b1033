/** The words of taxes: what they are laid on, who owes them, and how they are rounded. Rules: R-M, rows H6 and H7. */
import * as z from 'zod';
import type { Unchanging } from '#schema/unchanging.ts';
import { AmountMinor, HotelDate, nightsPerStayMax } from '#schema/values.ts';
import { million } from './policies.ts';
import {
  Age,
  ageMax,
  ChargeCategory,
  Charging,
  code,
  isByNight,
  isByPerson,
  TravelPurpose,
} from './values.ts';

/** The code a property gives a tax, e.g. `VAT10`. */
export const TaxCode = code().brand<'TaxCode'>();
export type TaxCode = z.infer<typeof TaxCode>;

/** Up to ten times the amount. */
const RatePpm = z
  .int()
  .min(0)
  .max(10 * million);

const taxesMax = 20;

/** A percentage asks no more than this, counted as a fixed amount is. */
const Ceiling = z.strictObject({ charging: Charging, amountMinor: AmountMinor.min(0) });

const bandsMax = 10;

/** From this price on, of a night or of whatever it is laid on, the percentage is this. */
const Band = z.strictObject({ fromMinor: AmountMinor.min(0), ratePpm: RatePpm });
const Bands = z
  .array(Band)
  .min(1)
  .max(bandsMax)
  .refine(
    (bands) =>
      bands.every(({ fromMinor }, at) => fromMinor > (bands[at - 1]?.fromMinor ?? -1)) &&
      bands[0]?.fromMinor === 0,
    'begin with 0 and rise',
  );

const TaxAmount = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('percentage'),
    ratePpm: RatePpm,
    ceiling: Ceiling.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('percentage_rate_based'), bands: Bands }),
  z.strictObject({ kind: z.literal('fixed'), charging: Charging, amountMinor: AmountMinor.min(0) }),
]);
type TaxAmount = Unchanging<z.infer<typeof TaxAmount>>;

function isFixedByPerson(amount: TaxAmount): boolean {
  return amount.kind === 'fixed' && isByPerson(amount.charging);
}
function isOfNights(amount: TaxAmount): boolean {
  return amount.kind !== 'fixed' || isByNight(amount.charging);
}

interface OfAges {
  readonly ageFrom?: number;
  readonly ageTo?: number;
}
function isByAge({ ageFrom, ageTo }: OfAges): boolean {
  return ageFrom !== undefined || ageTo !== undefined;
}

interface OfAmount {
  readonly amount: TaxAmount;
  readonly included: boolean;
}
function isAddedPercentage({ amount, included }: OfAmount): boolean {
  return amount.kind !== 'fixed' && !included;
}
/** What a percentage asks at most; undefined where nothing bounds it. */
export function ceilingOf({ amount }: Pick<OfAmount, 'amount'>) {
  return amount.kind === 'percentage' ? amount.ceiling : undefined;
}

export const Tax = z
  .strictObject({
    code: TaxCode,
    name: z.string().min(1).max(100),
    amount: TaxAmount,
    /** Whether prices are given with it (and it is taken out of them) or without (and it is added). */
    included: z.boolean(),
    /** What it is laid on. A fixed one is laid on the stay; it names none. */
    on: z.array(ChargeCategory).max(ChargeCategory.options.length),
    /** Taxes that count as part of what this percentage is taken of. */
    onTaxes: z.array(TaxCode).max(taxesMax),
    /** Nights of a stay it is laid on, from the first; absent: all of them. */
    nightsMax: z.int().min(1).max(nightsPerStayMax).exactOptional(),
    /** Nights; who stays longer owes none of it, from the first night on. */
    stayNightsMax: z.int().min(1).max(nightsPerStayMax).exactOptional(),
    /** The first night it is laid on, and the first it is no more; what is of no night goes by the arrival. */
    from: HotelDate.exactOptional(),
    to: HotelDate.exactOptional(),
    /** Who is younger does not pay; of a percentage, their share by heads is left out. */
    ageFrom: Age.exactOptional(),
    /** Who is older does not pay, as adults do not. */
    ageTo: Age.exactOptional(),
    exemptPurposes: z.array(TravelPurpose).max(TravelPurpose.options.length),
    /** Collected for a city or state: a liability, never revenue. */
    onBehalf: z.boolean(),
  })
  .refine(({ amount, on }) => (amount.kind === 'fixed') === (on.length === 0), {
    path: ['on'],
    error: 'names what a percentage is laid on, and nothing for a fixed amount',
  })
  .refine(({ amount, onTaxes }) => amount.kind !== 'fixed' || onTaxes.length === 0, {
    path: ['onTaxes'],
    error: 'is for percentages: a fixed amount is taken of nothing',
  })
  .refine((tax) => !isByAge(tax) || isFixedByPerson(tax.amount) || isAddedPercentage(tax), {
    path: ['ageFrom'],
    error: 'and ageTo are for amounts by person and for percentages that are added',
  })
  .refine(({ ageFrom = 0, ageTo = ageMax }) => ageFrom <= ageTo, {
    path: ['ageTo'],
    error: 'is below ageFrom',
  })
  .refine((tax) => ceilingOf(tax) === undefined || isAddedPercentage(tax), {
    path: ['amount', 'ceiling'],
    error: 'is for percentages that are added',
  })
  .refine(({ amount, nightsMax }) => nightsMax === undefined || isOfNights(amount), {
    path: ['nightsMax'],
    error: 'is for percentages and amounts by night',
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'is not after from',
  });
export type Tax = Unchanging<z.infer<typeof Tax>>;

/** Where amounts become whole minor units (R-M): each line, each tax of a stay, or all taxes together. */
export const Rounding = z.strictObject({
  point: z.enum(['per_line', 'per_tax_bucket', 'per_document']),
  mode: z.enum(['half_up', 'half_even']),
});
export type Rounding = z.infer<typeof Rounding>;

/** The taxes of a property, in the order they are shown in. */
export const TaxEnvironment = z.strictObject({
  taxes: z
    .array(Tax)
    .max(taxesMax)
    .refine(
      (taxes) => new Set(taxes.map((tax) => tax.code)).size === taxes.length,
      'a code stands twice',
    )
    .refine(
      areBuilt,
      'onTaxes names taxes that stand before, and of these none that has onTaxes itself, ages or a ceiling',
    ),
  rounding: Rounding,
});
export type TaxEnvironment = Unchanging<z.infer<typeof TaxEnvironment>>;

/** A tax on a tax on a tax is no law we know of, and its fractions would no longer be exact. */
function areBuilt(taxes: readonly Tax[]): boolean {
  return taxes.every((tax, at) =>
    tax.onTaxes.every((under) =>
      taxes.slice(0, at).some((earlier) => earlier.code === under && carriesOthers(earlier)),
    ),
  );
}

/** A fixed tax may have ages: its amount is known before any percentage. */
function carriesOthers(tax: Tax): boolean {
  const isWhole = tax.amount.kind === 'fixed' || !(isByAge(tax) || ceilingOf(tax) !== undefined);
  return isWhole && tax.onTaxes.length === 0;
}
