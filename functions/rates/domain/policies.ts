/** What a plan's policies ask of one stay: their fees as amounts, their deadlines as instants (H12, H13). */

import { type BeforeArrival, type Fee, million, type Policies } from '#schema/rates/policies.ts';
import type { FeeDue, PoliciesDue } from '#schema/rates/priced-stay.ts';
import type { Rounding } from '#schema/rates/taxes.ts';
import { dateOfDay, Instant } from '#schema/values.ts';
import type { Charge, Stay } from './charges.ts';
import { partOf, ratio, roundedSum } from './exact.ts';
import type { Taxed } from './tax-stay.ts';

/** What a fee is reckoned from: the stay as it is priced, and as it is taxed. */
export interface Chargeable {
  readonly charges: readonly Charge[];
  readonly taxed: Taxed;
  readonly mode: Rounding['mode'];
  /** Lays the taxes of the property on a fee alone. */
  feeTaxed(amountMinor: number): Taxed;
}

/** When a policy's time is; `null` is the booking. A time that has passed when the stay is booked is the booking, too. */
export type Deadline = (before: BeforeArrival | null) => Instant;

/** The property's clock, and the instant of the booking. */
export interface When {
  readonly timeZone: string;
  readonly now: Instant;
}

const nothing: PoliciesDue = { guarantee: null, deposit: null, cancellation: [], noShow: null };

export function policiesDue(
  policies: Policies | undefined,
  of: Chargeable,
  deadline: Deadline,
): PoliciesDue {
  if (policies === undefined) return nothing;
  const { guarantee, deposit, cancellation, noShow } = policies;
  return {
    guarantee,
    deposit: deposit && {
      amountMinor: amountOf(deposit.amount, of),
      dueAt: deadline(deposit.due),
    },
    cancellation: rising(
      cancellation.map(({ from, fee }) => ({ from: deadline(from), fee: feeDue(fee, of) })),
    ),
    noShow: noShow && feeDue(noShow, of),
  };
}

/** Never more than the stay: what of it is a share counts what it is a share of, extras and taxes as said. */
function amountOf(fee: Fee, of: Chargeable): number {
  return Math.min(askedBy(fee, of), of.taxed.grossMinor);
}

function askedBy(fee: Fee, of: Chargeable): number {
  switch (fee.kind) {
    case 'fixed':
      return fee.amountMinor;
    case 'nights':
      return shareOf(sumOf(firstNights(fee.nights, of.charges)), fee.ratePpm ?? million, of);
    case 'percentage':
      return shareOf(baseOf(fee.of, of), fee.ratePpm, of);
  }
}

function shareOf(amountMinor: number, ratePpm: number, { mode }: Chargeable): number {
  return roundedSum({ parts: [partOf(amountMinor, ratio(ratePpm, million))] }, mode);
}

function baseOf(
  base: Extract<Fee, { kind: 'percentage' }>['of'],
  { charges, taxed }: Chargeable,
): number {
  switch (base) {
    case 'room':
      return sumOf(rooms(charges));
    case 'room_and_extras':
      return sumOf(charges);
    case 'total':
      return taxed.grossMinor;
  }
}

/** The room as it is priced: with what its price holds, such as a breakfast. */
function rooms(charges: readonly Charge[]): readonly Charge[] {
  return charges.filter(
    ({ category, extra, included }) =>
      included === true || (category === 'accommodation' && !extra),
  );
}

function firstNights(nights: number, charges: readonly Charge[]): readonly Charge[] {
  const priced = rooms(charges);
  const firstDay = priced[0]?.day ?? 0;
  return priced.filter(({ day = firstDay }) => day - firstDay < nights);
}

function sumOf(charges: readonly Charge[]): number {
  return charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** With its taxes, and with these no more than the stay costs: where they are added, the fee itself gives way. */
function feeDue(fee: Fee, of: Chargeable): FeeDue {
  const most = of.taxed.grossMinor;
  let [enough, tooMuch] = [0, amountOf(fee, of) + 1];
  let taxed = of.feeTaxed(tooMuch - 1);
  if (taxed.grossMinor > most) {
    // Halved at every step, so some forty times at most.
    while (tooMuch - enough > 1) {
      const between = Math.floor((enough + tooMuch) / 2);
      if (of.feeTaxed(between).grossMinor > most) tooMuch = between;
      else enough = between;
    }
    taxed = of.feeTaxed(enough);
  }
  const { netMinor, taxes, grossMinor } = taxed;
  return { netMinor, taxes, grossMinor };
}

type Tier = PoliciesDue['cancellation'][number];

/** Of tiers that ask at the same time the strictest counts (H13): a later one that asks no more says nothing. */
function rising(tiers: readonly Tier[]): readonly Tier[] {
  const inOrder = tiers.toSorted(
    (one, other) => inTime(one.from, other.from) || other.fee.grossMinor - one.fee.grossMinor,
  );
  const kept: Tier[] = [];
  for (const tier of inOrder) {
    if (tier.fee.grossMinor > (kept.at(-1)?.fee.grossMinor ?? 0)) kept.push(tier);
  }
  return kept;
}

/** All are in UTC with milliseconds, so that their texts sort as they do. */
function inTime(one: Instant, other: Instant): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Of one stay, for all plans: most of them name the same few times. */
export function deadlinesOf(stay: Stay, when: When): Deadline {
  const known = new Map<string, Instant>();
  return (before) => {
    if (before === null) return when.now;
    const key = `${before.days} ${before.at}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const instant = latest(instantOf(before, stay, when), when);
    known.set(key, instant);
    return instant;
  };
}

/** By the property's clock (R-TIME); a time that the clock skips is the moment it jumps, one it shows twice the first. */
function instantOf({ days, at }: BeforeArrival, { arrivalDay }: Stay, { timeZone }: When): Instant {
  const local = Temporal.PlainDateTime.from(`${dateOfDay(arrivalDay - days)}T${at}`);
  const zoned = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return Instant.parse(zoned.toInstant().toString({ fractionalSecondDigits: 3 }));
}

function latest(instant: Instant, { now }: When): Instant {
  return inTime(instant, now) < 0 ? now : instant;
}
