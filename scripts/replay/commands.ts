/** Steps of a replay as commands of the import API, each with a key of its own that a repeat has again. */
import type * as z from 'zod';
import type { ImportCommand } from '#schema/reservations/http.ts';
import { dateOfDay } from '#schema/values.ts';
import type { BookedRow } from './row.ts';
import type { Step } from './schedule.ts';

/** As it travels. */
export type Command = z.input<typeof ImportCommand>;

export const currency = 'EUR';

/** The middle of the day: the data set knows dates, not times. */
export function noonOf(day: number): string {
  return `${dateOfDay(day)}T12:00:00Z`;
}

export function commandOf(step: Exclude<Step, { do: 'limit' }>, day: number): Command {
  const effectiveAt = noonOf(day);
  if (step.do === 'close') {
    const businessDate = dateOfDay(day);
    return { type: 'close_business_day', key: `close-${businessDate}`, effectiveAt, businessDate };
  }
  const { row } = step;
  const booking = bookingKey(row);
  switch (step.do) {
    case 'book':
      return bookCommand(row);
    case 'cancel':
      return {
        type: 'cancel',
        key: `row-${row.number}.cancel`,
        effectiveAt,
        booking,
        reason: 'other',
      };
    case 'check_in':
      return {
        type: 'check_in',
        key: `row-${row.number}.check-in`,
        effectiveAt,
        booking,
        ...(row.assignedType === row.reservedType ? {} : { assignedRoomType: row.assignedType }),
      };
    case 'check_out':
      return { type: 'check_out', key: `row-${row.number}.check-out`, effectiveAt, booking };
    case 'mark_no_show':
      return { type: 'mark_no_show', key: `row-${row.number}.no-show`, effectiveAt, booking };
  }
}

export function bookingKey(row: BookedRow): string {
  return `row-${row.number}.book`;
}

export function bookCommand(row: BookedRow): Command {
  const nights = row.departureDay - row.arrivalDay;
  return {
    type: 'book',
    key: bookingKey(row),
    effectiveAt: noonOf(row.bookedDay),
    acceptance: isDirty(row) ? 'accept_and_flag' : 'strict',
    booking: {
      arrival: dateOfDay(row.arrivalDay),
      departure: dateOfDay(row.departureDay),
      roomType: row.reservedType,
      rates: Array.from({ length: nights }, (_, night) => ({
        night: dateOfDay(row.arrivalDay + night),
        amountMinor: row.rateMinor,
        currency,
      })),
      adults: row.adults,
      children: row.children,
      infants: row.infants,
      country: row.country,
    },
  };
}

/** Rows that a strict source would be refused for come in as a channel's, so that none is dropped. */
export function isDirty(row: BookedRow): boolean {
  const guests = row.adults + (row.children ?? 0) + row.infants;
  return guests === 0 || row.children === null || row.country === null || row.rateMinor < 0;
}
