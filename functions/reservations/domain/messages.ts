/** What is wrong with a booking that can be taken all the same, in the codes of the work list. */

import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { dateOfDay } from '#schema/values.ts';

const none: readonly ValidationMessage[] = [];

/** What the source left out or got wrong; the nights are judged by `findRoom`. */
export function defectsOf(booking: Booking): readonly ValidationMessage[] {
  const { adults, children, infants, ratesMinor, country } = booking;
  const guestsMissing = adults + (children ?? 0) + infants === 0;
  const rateNegative = hasNegative(ratesMinor);
  if (!guestsMissing && children !== null && !rateNegative && country !== null) return none;
  const defects: ValidationMessage[] = [];
  if (guestsMissing) defects.push({ code: 'guests_missing' });
  if (children === null) defects.push({ code: 'children_unknown' });
  if (rateNegative) defects.push({ code: 'rate_negative' });
  if (country === null) defects.push({ code: 'country_unknown' });
  return defects;
}

/** Defects taken earlier stay on the work list; a change is judged by those it brings. */
export function defectsBrought(before: Booking, after: Booking): readonly ValidationMessage[] {
  const had = new Set(defectsOf(before).map(({ code }) => code));
  return defectsOf(after).filter(({ code }) => !had.has(code));
}

/** `against`: what the house has said that speaks against the stay. */
export function messagesOf(
  defects: readonly ValidationMessage[],
  flaggedDays: readonly number[],
  against: readonly ValidationMessage[],
): readonly ValidationMessage[] {
  if (flaggedDays.length === 0 && against.length === 0) return defects;
  const overbooked = { code: 'overbooked', nights: flaggedDays.map(dateOfDay) } as const;
  return [...(flaggedDays.length === 0 ? [] : [overbooked]), ...against, ...defects];
}

function hasNegative(ratesMinor: readonly number[]): boolean {
  for (const rate of ratesMinor) if (rate < 0) return true;
  return false;
}
