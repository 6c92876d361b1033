/** The words of taxes: what they are laid on, who owes them, and how they are rounded. Rules: R-M, rows H6 and H7. */
import * as z from 'zod';
import type { Unchanging } from '#schema/unchanging.ts';
import { AmountMinor, HotelDate, nightsPerStayMax } from '#schema/values.ts';
import { Age, ageMax } from './ages.ts';
import { million } from './policies.ts';
import {
  ChargeCategory,
  Charging,
  chargeCategories,
  code,
  ExemptionCode,
  exemptionsMax,
  isByNight,
  isByPerson,
  TravelPurpose,
  travelPurposes,
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

const Nights = z.int().min(1).max(nightsPerStayMax).exactOptional();

/** A percentage asks no more than this, counted as a fixed amount is. */
const Ceiling = z.strictObject({ charging: Charging, amountMinor: AmountMinor.min(0) });

const bandsMax = 10;

/** From this price on, of a night or of whatever it is laid on, the percentage is this. */
const Band = z.strictObject({ fromMinor: AmountMinor.min(0), ratePpm: RatePpm });
/** From this price of the room's night on, or of a person's share of it, the amount is this. */
const FixedBand = z.strictObject({
  fromMinor: AmountMinor.min(0),
  amountMinor: AmountMinor.min(0),
});

function Bands<T extends z.ZodType<{ readonly fromMinor: number }>>(band: T) {
  return z
    .array(band)
    .min(1)
    .max(bandsMax)
    .refine(
      (bands) =>
        bands.every(({ fromMinor }, at) => fromMinor > (bands[at - 1]?.fromMinor ?? -1)) &&
        bands[0]?.fromMinor === 0,
      'begin with 0 and rise',
    );
}

const TaxAmount = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('percentage'),
    ratePpm: RatePpm,
    ceiling: Ceiling.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('percentage_rate_based'), bands: Bands(Band) }),
  z.strictObject({ kind: z.literal('fixed'), charging: Charging, amountMinor: AmountMinor.min(0) }),
  z.strictObject({
    kind: z.literal('fixed_rate_based'),
    charging: Charging.extract(['per_night', 'per_person_night']),
    bands: Bands(FixedBand),
  }),
]);
type TaxAmount = Unchanging<z.infer<typeof TaxAmount>>;
type FixedAmount = Extract<TaxAmount, { charging: Charging }>;
type PercentageAmount = Extract<TaxAmount, { kind: 'percentage' }>;

/** An amount of money, on a line of its own, and no part of another amount. */
export function isFixed(amount: TaxAmount): amount is FixedAmount {
  return 'charging' in amount;
}
function isFixedByPerson(amount: TaxAmount): boolean {
  return isFixed(amount) && isByPerson(amount.charging);
}
function isOfNights(amount: TaxAmount): boolean {
  return !isFixed(amount) || isByNight(amount.charging);
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
  return !isFixed(amount) && !included;
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
    /** What it is laid on. A fixed one is laid on the stay; it names none, nor does a share of other taxes alone. */
    on: z.array(ChargeCategory).max(chargeCategories.length),
    /** Taxes that count as part of what this percentage is taken of. */
    onTaxes: z.array(TaxCode).max(taxesMax),
    /** The night of a stay it begins with (1: the first), and the last it is laid on; absent: on all of them. */
    nightsFrom: Nights,
    nightsMax: Nights,
    /** Of stays that are shorter or longer none of it is owed, from the first night on. */
    stayNightsMin: Nights,
    stayNightsMax: Nights,
    /** The first night it is laid on, and the first it is no more; what is of no night goes by the arrival. */
    from: HotelDate.exactOptional(),
    to: HotelDate.exactOptional(),
    /** Who is younger does not pay; of a percentage, their share by heads is left out. */
    ageFrom: Age.exactOptional(),
    /** Who is older does not pay, as adults do not. */
    ageTo: Age.exactOptional(),
    exemptPurposes: z.array(TravelPurpose).max(travelPurposes.length),
    /** A stay that claims one of them does not owe it. */
    exemptions: z.array(ExemptionCode).min(1).max(exemptionsMax).exactOptional(),
    /** Collected for a city or state: a liability, never revenue. */
    onBehalf: z.boolean(),
  })
  .refine(
    ({ amount, on, onTaxes }) =>
      isFixed(amount) ? on.length === 0 : on.length + onTaxes.length > 0,
    {
      path: ['on'],
      error: 'names what a percentage is laid on, and nothing for a fixed amount',
    },
  )
  .refine(({ amount, onTaxes }) => !isFixed(amount) || onTaxes.length === 0, {
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
  .refine(({ amount, nightsFrom }) => nightsFrom === undefined || isOfNights(amount), {
    path: ['nightsFrom'],
    error: 'is for percentages and amounts by night',
  })
  .refine(({ nightsFrom = 1, nightsMax = nightsPerStayMax }) => nightsFrom <= nightsMax, {
    path: ['nightsMax'],
    error: 'is below nightsFrom',
  })
  .refine(
    ({ stayNightsMin = 1, stayNightsMax = nightsPerStayMax }) => stayNightsMin <= stayNightsMax,
    {
      path: ['stayNightsMax'],
      error: 'is below stayNightsMin',
    },
  )
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'is not after from',
  });
export type Tax = Unchanging<z.infer<typeof Tax>>;

/** Where amounts become whole minor units (R-M): each line, each tax of a stay, or all taxes together. */
export const Rounding = z.strictObject({
  point: z.enum(['per_line', 'per_tax_bucket', 'per_document']),
  mode: z.enum(['half_up', 'half_even', 'down', 'up']),
});
export type Rounding = z.infer<typeof Rounding>;

/** The taxes of a property, in the order they are shown in. */
export const TaxEnvironment = z.strictObject({
  taxes: z.array(Tax).max(taxesMax).superRefine(areBuilt),
  rounding: Rounding,
});
export type TaxEnvironment = Unchanging<z.infer<typeof TaxEnvironment>>;

/** Decimals in which every part of an amount is a whole number, so that it is reckoned without a loss. */
export const decimalsMax = 12;
/** All taxes together, of an amount. */
const timesMax = 100;

interface Built {
  /** Of the amount it is laid on, at most. */
  readonly times: number;
  readonly decimals: number;
  readonly carriesOthers: boolean;
  /** Whether a share of it alone may be taken, however it is bounded. */
  readonly carriesShares: boolean;
}

/** A tenth of the city's tax, for the department: whoever does not owe the one does not owe the other. */
export function isShareOfOne(tax: Tax): tax is Tax & { readonly amount: PercentageAmount } {
  const { amount, on, onTaxes, included } = tax;
  const isOfOne = on.length === 0 && onTaxes.length === 1;
  return amount.kind === 'percentage' && isOfOne && !included && !isBounded(tax);
}

function isBounded(tax: Tax): boolean {
  return isByAge(tax) || ceilingOf(tax) !== undefined;
}

/** Each may count those that stand before it as part of what it is taken of. */
function areBuilt(taxes: readonly Tax[], { addIssue }: z.RefinementCtx<readonly Tax[]>): void {
  const built = new Map<TaxCode, Built>();
  let times = 0;
  for (const [at, tax] of taxes.entries()) {
    const refuse = (path: readonly (string | number)[], message: string) =>
      addIssue({ code: 'custom', path: [at, ...path], message });
    if (built.has(tax.code)) refuse(['code'], 'stands twice');
    const under = tax.onTaxes.map((code) => built.get(code));
    const carried = isShareOfOne(tax) ? 'carriesShares' : 'carriesOthers';
    for (const [which, each] of under.entries())
      if (each?.[carried] !== true)
        refuse(['onTaxes', which], 'is no tax that stands before, without ages or a ceiling');
    const one = builtOn(tax, under);
    times += one.times;
    if (one.decimals > decimalsMax)
      refuse(['onTaxes'], `has with these taxes more than ${decimalsMax} decimals`);
    if (times > timesMax) refuse(['amount'], `makes taxes more than ${timesMax} times the amount`);
    built.set(tax.code, one);
  }
}

/** A fixed tax may have ages: its amount is known before any percentage. */
function builtOn(tax: Tax, under: readonly (Built | undefined)[]): Built {
  if (isFixed(tax.amount))
    return { times: 0, decimals: 0, carriesOthers: true, carriesShares: true };
  const rates =
    tax.amount.kind === 'percentage'
      ? [tax.amount.ratePpm]
      : tax.amount.bands.map(({ ratePpm }) => ratePpm);
  const areWhole = under.every((each) => each?.carriesOthers === true);
  const below = under.reduce((sum, each) => sum + (each?.times ?? 0), 1);
  return {
    times: (Math.max(...rates) / million) * below,
    decimals:
      Math.max(...rates.map(decimalsOf)) + Math.max(0, ...under.map((each) => each?.decimals ?? 0)),
    ...{ carriesOthers: areWhole && !isBounded(tax), carriesShares: areWhole },
  };
}

/** 2.5 % has three, because it is 0.025. */
function decimalsOf(ratePpm: number): number {
  let decimals = 6;
  for (let rate = ratePpm; decimals > 0 && rate % 10 === 0; rate /= 10) decimals -= 1;
  return decimals;
}
