/** The words of a stay that its commands, its events and its HTTP contract share. */
import * as z from 'zod';
import { PricedStay } from '#schema/rates/priced-stay.ts';
import { Occupancy } from '#schema/rooms/values.ts';
import type { Unchanging } from '#schema/unchanging.ts';
import { AmountMinor, Currency, HotelDate, RoomTypeCode } from '#schema/values.ts';

/** Stored states. Due in, due out and stay-over are derived from the business date, never stored. */
export const ReservationStatus = z.enum([
  'confirmed',
  'in_house',
  'checked_out',
  'cancelled',
  'no_show',
]);
export type ReservationStatus = z.infer<typeof ReservationStatus>;

/** Mews' list of cancellation reasons, shortened to the ones a desk can choose. */
export const CancelReason = z.enum([
  'booked_elsewhere',
  'confirmation_missed',
  'force_majeure',
  'guest_complaint',
  'incorrect_dates',
  'invalid_payment',
  'price_too_high',
  'prior_stay_unsatisfactory',
  'requested_by_booker',
  'requested_by_guest',
  'requested_by_hotel',
  'update',
  'other',
]);
export type CancelReason = z.infer<typeof CancelReason>;

/** Why a reservation that was accepted still needs a person: codes of the work list. */
export const ValidationCode = z.enum([
  'overbooked',
  'restricted',
  'maximum_occupancy',
  'quote_expired',
  'guests_missing',
  'children_unknown',
  'rate_negative',
  'country_unknown',
]);
export type ValidationCode = z.infer<typeof ValidationCode>;

/** `nights` names the nights concerned where the code is about nights. */
export const ValidationMessage = z.strictObject({
  code: ValidationCode,
  nights: z.array(HotelDate).exactOptional(),
});
export type ValidationMessage = Unchanging<z.infer<typeof ValidationMessage>>;

/** The price of one night, in minor units of the property's currency. */
export const NightRate = z.strictObject({
  night: HotelDate,
  amountMinor: AmountMinor,
  currency: Currency,
});
export type NightRate = z.infer<typeof NightRate>;

/** Of a type that the property may not sell yet; `null`: nobody has said. */
export const RoomTypePersons = z.object({
  roomType: RoomTypeCode,
  occupancy: z.object(Occupancy.shape).nullable(),
});
export type RoomTypePersons = Unchanging<z.infer<typeof RoomTypePersons>>;

/** What one reservation holds, as commands carry it and facts repeat it. One reservation is one room. */
export const Booking = z.object({
  arrival: HotelDate,
  departure: HotelDate,
  roomType: RoomTypeCode,
  /** Minor units of `currency`, one for each night of `[arrival, departure)`, in order. */
  ratesMinor: z.array(AmountMinor),
  currency: Currency,
  adults: z.int(),
  /** `null`: the source does not know. */
  children: z.int().nullable(),
  infants: z.int(),
  /** Absent: not asked. `null`: asked, and the source does not know. */
  country: z.string().nullable().exactOptional(),
  /** The booking's number in the system it came from. */
  externalCode: z.string().exactOptional(),
  /** As it was quoted, where it was booked by a quote; its room lines are `ratesMinor`. */
  price: PricedStay.exactOptional(),
  /** Names, contacts and free text, sealed with the guest's key. */
  personal: z.string().exactOptional(),
});
export type Booking = Unchanging<z.infer<typeof Booking>>;
