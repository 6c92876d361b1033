/** The words of a stay that its commands, its events and its HTTP contract share. */
import * as z from 'zod';
import { AmountMinor, Currency, HotelDate, type RoomTypeCode } from '#schema/values.ts';

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
  'guests_missing',
  'children_unknown',
  'rate_negative',
  'country_unknown',
]);
export type ValidationCode = z.infer<typeof ValidationCode>;

/** `nights` names the nights concerned where the code is about nights. */
export const ValidationMessage = z.strictObject({
  code: ValidationCode,
  nights: z.array(HotelDate).optional(),
});
export type ValidationMessage = z.infer<typeof ValidationMessage>;

/** The price of one night, in minor units of the property's currency. */
export const NightRate = z.strictObject({
  night: HotelDate,
  amountMinor: AmountMinor,
  currency: Currency,
});
export type NightRate = z.infer<typeof NightRate>;

/** What one reservation holds, as commands carry it and facts repeat it. One reservation is one room. */
export interface Booking {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  /** Minor units of `currency`, one for each night of `[arrival, departure)`, in order. */
  readonly ratesMinor: readonly AmountMinor[];
  readonly currency: Currency;
  readonly adults: number;
  /** `null`: the source does not know. */
  readonly children: number | null;
  readonly infants: number;
  /** Absent: not asked. `null`: asked, and the source does not know. */
  readonly country?: string | null;
  /** The booking's number in the system it came from. */
  readonly externalCode?: string;
  /** Names, contacts and free text, sealed with the guest's key; see `#shared/seal`. */
  readonly personal?: string;
}
