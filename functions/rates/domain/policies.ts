/** What a plan's policies ask of one stay: their fees as amounts, their deadlines as instants (H12, H13). */

import { type BeforeArrival, type Fee, million, type Policies } from '#schema/rates/policies.ts';
import type { FeeDue, PoliciesDue } from '#schema/rates/priced-stay.ts';
import type { Rounding } from '#schema/rates/taxes.ts';
import { dateOfDay, Instant } from '#schema/values.ts';
import { type Charge, nightsOf, type Stay, sumOf } from './charges.ts';
import { partOf, ratio, rounded } from './exact.ts';
import type { Taxed } from './tax-stay.ts';

/** What a fee is reckoned from: the stay as it is priced, and as it is taxed. */
export interface Chargeable {
  readonly charges: readonly Charge[];
  readonly taxed: Taxed;
  readonly mode: Rounding['mode'];
  /** Lays the taxes of the property on a fee alone. */
  feeTaxed(amountMinor: number): FeeDue;
}

/** When a policy's time is; `null` is the booking. A time that has passed when the stay is booked is the booking, too. */
export type Deadline = (before: BeforeArrival | null) => Instant;

/** The property's clock, and the instant of the booking. */
export interface When {
  readonly timeZone: string;
  readonly now: Instant;
}

const nothing: PoliciesDue = { guarantee: null, deposit: null, cancellation: [], noShow: null };

/** What they ask of a stay by its price: made once for a plan, whatever rooms it is sold on. */
export type PolicyTerms = (of: Chargeable) => PoliciesDue;

export function policyTerms(policies: Policies | undefined, deadline: Deadline): PolicyTerms {
  if (policies === undefined) return () => nothing;
  const { guarantee } = policies;
  const deposit = policies.deposit && {
    asked: askerOf(policies.deposit.amount),
    dueAt: deadline(policies.deposit.due),
  };
  const tiers = policies.cancellation
    .map(({ from, fee }) => ({ from: deadline(from), asked: askerOf(fee) }))
    .sort((one, other) => inTime(one.from, other.from));
  const noShow = policies.noShow && askerOf(policies.noShow);
  return (of) => ({
    guarantee,
    deposit: deposit && { amountMinor: amountOf(deposit.asked, of), dueAt: deposit.dueAt },
    cancellation: rising(tiers, of),
    noShow: noShow && feeDue(noShow, of),
  });
}

type Asker = (of: Chargeable) => number;

function askerOf(fee: Fee): Asker {
  switch (fee.kind) {
    case 'fixed':
      return () => fee.amountMinor;
    case 'nights':
      return shareOf(fee.ratePpm ?? million, ({ charges }) => ofFirst(fee.nights, charges));
    case 'percentage':
      return shareOf(fee.ratePpm, (of) => baseOf(fee.of, of));
  }
}

function shareOf(ratePpm: number, baseMinor: Asker): Asker {
  const part = ratio(ratePpm, million);
  return (of) => rounded(partOf(baseMinor(of), part), of.mode);
}

/** Never more than the stay: what of it is a share counts what it is a share of, extras and taxes as said. */
function amountOf(asked: Asker, of: Chargeable): number {
  return Math.min(asked(of), of.taxed.grossMinor);
}

function baseOf(
  base: Extract<Fee, { kind: 'percentage' }>['of'],
  { charges, taxed }: Chargeable,
): number {
  switch (base) {
    case 'room':
      return ofFirst(Number.POSITIVE_INFINITY, charges);
    case 'room_and_extras':
      return sumOf(charges);
    case 'total':
      return taxed.grossMinor;
  }
}

/** The room as it is priced: with what its price holds, such as a breakfast. */
function isOfRoom({ category, extra, included }: Charge): boolean {
  return included === true || (category === 'accommodation' && extra === undefined);
}

/** What the room costs on so many nights, from the arrival on. */
function ofFirst(nights: number, charges: readonly Charge[]): number {
  const firstDay = charges.find(isOfRoom)?.day ?? 0;
  let sum = 0;
  for (const charge of charges) {
    if (!isOfRoom(charge)) continue;
    const left = firstDay + nights - (charge.day ?? firstDay);
    sum += charge.amountMinor * Math.min(nightsOf(charge), Math.max(left, 0));
  }
  return sum;
}

/** With its taxes, and with these no more than the stay costs: where they are added, the fee itself gives way. */
function feeDue(asked: Asker, of: Chargeable): FeeDue {
  const most = of.taxed.grossMinor;
  let [enough, tooMuch] = [0, amountOf(asked, of) + 1];
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
  return taxed;
}

interface Tier {
  readonly from: Instant;
  readonly asked: Asker;
}

/** Of tiers that ask at the same time the strictest counts (H13): a later one that asks no more says nothing. */
function rising(tiers: readonly Tier[], of: Chargeable): PoliciesDue['cancellation'] {
  const kept: PoliciesDue['cancellation'][number][] = [];
  for (const { from, asked } of tiers) {
    const fee = feeDue(asked, of);
    const last = kept.at(-1);
    if (fee.grossMinor <= (last?.fee.grossMinor ?? 0)) continue;
    if (last?.from === from) kept.pop();
    kept.push({ from, fee });
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
