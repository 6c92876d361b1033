/** The policies of a quoted stay as sentences: what a guest agrees to, with its amounts and times. */
import { currencyExponent } from '#schema/iso.ts';
import type { FeeDue, PoliciesDue } from '#schema/rates/priced-stay.ts';
import type { Currency, Instant } from '#schema/values.ts';
import { memoized } from './memoized.ts';

/** Made once for all offers of a quote: a formatter takes longer to make than to use a hundred times. */
export function policyWords(
  currency: Currency,
  timeZone: string,
): (policies: PoliciesDue) => readonly string[] {
  const money = moneyIn(currency);
  const time = timeIn(timeZone);
  return (policies) => sentencesOf(policies, money, time);
}

function sentencesOf(
  { guarantee, deposit, cancellation, noShow }: PoliciesDue,
  money: (amountMinor: number) => string,
  time: (at: Instant) => string,
): readonly string[] {
  const fee = ({ grossMinor }: FeeDue) => money(grossMinor);
  const [first] = cancellation;
  return [
    ...(guarantee === null ? [] : [guaranteed(guarantee)]),
    ...(deposit === null
      ? []
      : [`A deposit of ${money(deposit.amountMinor)} is due by ${time(deposit.dueAt)}.`]),
    first === undefined
      ? 'It can be cancelled free of charge.'
      : `It can be cancelled free of charge until ${time(first.from)}.`,
    ...cancellation.map((tier) => `Cancelling from ${time(tier.from)} on costs ${fee(tier.fee)}.`),
    ...(noShow === null ? [] : [`Not coming costs ${fee(noShow)}.`]),
  ];
}

function guaranteed(guarantee: NonNullable<PoliciesDue['guarantee']>): string {
  switch (guarantee.kind) {
    case 'none':
      return `The room is kept until ${guarantee.heldUntil} on the day of arrival.`;
    case 'card':
      return 'A card guarantees the room.';
    case 'company':
      return 'A company guarantees the room.';
    case 'deposit':
      return 'The deposit guarantees the room.';
  }
}

/** With the currency's own number of digits: none in yen, three in dinars. */
function moneyIn(currency: Currency): (amountMinor: number) => string {
  const digits = currencyExponent(currency);
  const format = new Intl.NumberFormat('en', {
    ...{ style: 'currency', currency, currencyDisplay: 'code' },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  });
  return (amountMinor) => format.format(amountMinor / 10 ** digits);
}

/** By the property's clock. */
function timeIn(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, dateStyle: 'long', timeStyle: 'short' },
  });
  // Deadlines count from the arrival: most plans name the same few.
  return memoized((at) => format.format(Date.parse(at)));
}
