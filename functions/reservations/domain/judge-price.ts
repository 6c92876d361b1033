/** Judges what a quote says of a stay: whether its price is held still, and is the price of this stay (H6, R-M). */

import type { PricedStay } from '#schema/rates/priced-stay.ts';
import type { CommandEnvelope } from '#schema/reservations/commands.ts';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { dateOfDay, type Instant } from '#schema/values.ts';

/** By the door's clock, so that a repeat is answered as the first was, however late it comes. */
export function isExpired(
  quotedUntil: Instant | undefined,
  { effectiveAt }: Pick<CommandEnvelope, 'effectiveAt'>,
): boolean {
  return quotedUntil !== undefined && Temporal.Instant.compare(quotedUntil, effectiveAt) <= 0;
}

/** What a source that is taken all the same is flagged with. */
export function expiredMessages(expired: boolean): readonly ValidationMessage[] {
  return expired ? [{ code: 'quote_expired' }] : [];
}

/** Whether the price is of these nights, rates and guests, and each of its sums is that of its lines, to the minor unit. */
export function isPriceOf(price: PricedStay, booking: Booking, arrivalDay: number): boolean {
  const { lines, netMinor, taxMinor, totalMinor } = price;
  return (
    price.childrenAges.length === booking.children &&
    isOfNights(lines, booking.ratesMinor, arrivalDay) &&
    lines.every((line) => line.grossMinor === line.netMinor + taxOf(line)) &&
    netMinor === lines.reduce((sum, line) => sum + line.netMinor, 0) &&
    taxMinor === lines.reduce((sum, line) => sum + taxOf(line), 0) &&
    totalMinor === netMinor + taxMinor &&
    isOfLines(price)
  );
}

type Line = PricedStay['lines'][number];

/** One line of the room for each night, in order, at the rate that the guest is told. */
function isOfNights(
  lines: readonly Line[],
  ratesMinor: readonly number[],
  arrivalDay: number,
): boolean {
  const rooms = lines.filter(({ kind }) => kind === 'room');
  return (
    rooms.length === ratesMinor.length &&
    rooms.every(
      ({ night, grossMinor }, at) =>
        night === dateOfDay(arrivalDay + at) && grossMinor === ratesMinor[at],
    )
  );
}

function isOfLines({ taxes, lines }: PricedStay): boolean {
  const left = new Map<string, number>(taxes.map(({ code, amountMinor }) => [code, amountMinor]));
  for (const line of lines) {
    for (const { code, amountMinor } of line.taxes) {
      left.set(code, (left.get(code) ?? 0) - amountMinor);
    }
  }
  return [...left.values()].every((minor) => minor === 0);
}

function taxOf({ taxes }: Line): number {
  return taxes.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
