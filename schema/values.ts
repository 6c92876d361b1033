/** The values every context agrees on: ids, dates, money, and the limits of a stay. */
import * as z from 'zod';

/** Written in either case, read in one: an id is compared as text wherever it is kept. */
const id = () => z.uuid().toLowerCase();

export const TenantId = id().brand<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

export const PropertyId = id().brand<'PropertyId'>();
export type PropertyId = z.infer<typeof PropertyId>;

export const ReservationId = id().brand<'ReservationId'>();
export type ReservationId = z.infer<typeof ReservationId>;

export const GuestId = id().brand<'GuestId'>();
export type GuestId = z.infer<typeof GuestId>;

export const CommandId = id().brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;

/** ISO 8601 begins with the year 0, a database's calendar does not; no house of ours was open before. */
const years = /^(?:19|2\d)\d\d-/;
const isWithin = (date: string): boolean => years.test(date);
const yearsError = 'is not between the years 1900 and 2999';

/** A day at the hotel, not an instant. ISO dates sort as text, so `<` means "before". */
export const HotelDate = z.iso.date().refine(isWithin, yearsError).brand<'HotelDate'>();
export type HotelDate = z.infer<typeof HotelDate>;

/** An instant, in UTC. */
export const Instant = z.iso.datetime().refine(isWithin, yearsError).brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** ISO 4217. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .brand<'Currency'>();
export type Currency = z.infer<typeof Currency>;

/** Ten billion: any night in any currency, and a stay's sum is still a whole number for every reader. */
export const amountMinorMax = 1_000_000_000_000;

/** Whole minor units (cents). */
export const AmountMinor = z.int().min(-amountMinorMax).max(amountMinorMax);
export type AmountMinor = z.infer<typeof AmountMinor>;

/** The code a property gives a room type, e.g. `DBL`. */
export const RoomTypeCode = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9_-]{0,15}$/)
  .brand<'RoomTypeCode'>();
export type RoomTypeCode = z.infer<typeof RoomTypeCode>;

/** ISO 3166-1, two or three letters as the source has it; `null` says the source does not know. */
export const CountryCode = z.string().regex(/^[A-Z]{2,3}$/);

/** Longest stay. A year and a day: beyond it, a lease is meant. */
export const nightsPerStayMax = 366;

/** How far ahead of the business date a stay may end: three years, which also bounds a writer's memory. */
export const daysAheadMax = 1100;

/** Ten characters, none of which can be taken for another: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V stays. */
export const confirmationAlphabet = '34679ACDEFGHJKMNPQRTVWXY';
export const ConfirmationNumber = z.string().regex(new RegExp(`^[${confirmationAlphabet}]{10}$`));

/** Subjects of identity providers are shorter. */
export const actorIdCharactersMax = 200;

/** Who did it: a person, a connected system, or a job of ours. */
export const Actor = z.strictObject({
  kind: z.enum(['user', 'channel', 'job']),
  id: z.string().max(actorIdCharactersMax),
});
export type Actor = z.infer<typeof Actor>;

/** What happens to a booking that breaks a rule: refuse it, or take it and put it on the work list. */
export const Acceptance = z.enum(['strict', 'accept_and_flag']);
export type Acceptance = z.infer<typeof Acceptance>;

/**
 * Days since 1970-01-01; nights are counted in these, never in instants. Calendar arithmetic instead
 * of `Date`, because a writer does this several times for every booking. The year starts in March,
 * so that the leap day is its last one; 400 years are one cycle of 146,097 days.
 */
export function dayNumber(date: HotelDate): number {
  const month = digits(date, 5, 2);
  const year = digits(date, 0, 4) - (month > 2 ? 0 : 1);
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = ((153 * monthFromMarch + 2) / 5) | 0;
  const leapDays = ((year / 4) | 0) - ((year / 100) | 0) + ((year / 400) | 0);
  return year * 365 + leapDays + dayOfYear + digits(date, 8, 2) - 1 - daysToEpoch;
}

export function dateOfDay(day: number): HotelDate {
  const sinceMarch0 = day + daysToEpoch;
  const cycle = Math.floor(sinceMarch0 / 146_097);
  const dayOfCycle = sinceMarch0 - cycle * 146_097;
  const centuryDays = (dayOfCycle / 36_524) | 0;
  const leapCycleDays = (dayOfCycle / 1_460) | 0;
  const yearOfCycle =
    ((dayOfCycle - leapCycleDays + centuryDays - ((dayOfCycle / 146_096) | 0)) / 365) | 0;
  const daysOfYears = 365 * yearOfCycle + ((yearOfCycle / 4) | 0) - ((yearOfCycle / 100) | 0);
  const dayOfYear = dayOfCycle - daysOfYears;
  const monthFromMarch = ((5 * dayOfYear + 2) / 153) | 0;
  const dayOfMonth = dayOfYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = cycle * 400 + yearOfCycle + (month > 2 ? 0 : 1);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}` as HotelDate;
}

/** From 0000-03-01 to 1970-01-01. */
const daysToEpoch = 719_468;

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
