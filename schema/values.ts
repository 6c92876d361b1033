/** The values every context agrees on: ids, dates, money, and the limits of a stay. */
import * as z from 'zod';

export const TenantId = z.uuid().brand<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

export const PropertyId = z.uuid().brand<'PropertyId'>();
export type PropertyId = z.infer<typeof PropertyId>;

export const ReservationId = z.uuid().brand<'ReservationId'>();
export type ReservationId = z.infer<typeof ReservationId>;

export const CommandId = z.uuid().brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;

/** A day at the hotel, not an instant. ISO dates sort as text, so `<` means "before". */
export const HotelDate = z.iso.date().brand<'HotelDate'>();
export type HotelDate = z.infer<typeof HotelDate>;

/** An instant, in UTC. */
export const Instant = z.iso.datetime().brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** ISO 4217. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .brand<'Currency'>();
export type Currency = z.infer<typeof Currency>;

/** Whole minor units (cents); 2^53 cents are far beyond any stay. */
export const AmountMinor = z.int();
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

/** Who did it: a person, a connected system, or a job of ours. */
export const Actor = z.strictObject({
  kind: z.enum(['user', 'channel', 'job']),
  id: z.string().max(200),
});
export type Actor = z.infer<typeof Actor>;

/** What happens to a booking that breaks a rule: refuse it, or take it and put it on the work list. */
export const Acceptance = z.enum(['strict', 'accept_and_flag']);
export type Acceptance = z.infer<typeof Acceptance>;

const dayMs = 86_400_000;

/** Days since 1970-01-01; nights are counted in these, never in instants. */
export function dayNumber(date: HotelDate): number {
  return Date.parse(date) / dayMs;
}

export function dateOfDay(day: number): HotelDate {
  return new Date(day * dayMs).toISOString().slice(0, 10) as HotelDate;
}
