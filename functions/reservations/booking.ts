/** From a request's words to a command's: rates as numbers, personal data sealed. */
import type * as z from 'zod';
import type { BookQuote, ModifyReservation, SubmitReservation } from '#schema/reservations/http.ts';
import type { Booking } from '#schema/reservations/values.ts';
import type { Currency, Instant, ReservationId } from '#schema/values.ts';
import type { Changing } from '#shared/changing.ts';
import type { Ids, Random } from '#shared/ports.ts';
import { sealPersonal } from './personal.ts';
import type { Quoted } from './quoted.ts';

/** The guest's part of a booking. */
type BookedBy = Pick<BookQuote, 'guest' | 'comment' | 'country' | 'externalCode'>;

type Sources = { readonly ids: Ids; readonly random: Random };

/** What a booking is whoever stays. */
type Stay = Omit<Booking, 'country' | 'externalCode' | 'price' | 'personal'>;

export function bookingOf(
  body: z.infer<typeof SubmitReservation>,
  reservationId: ReservationId,
  currency: Currency,
  sources: Sources,
): { booking: Booking; guestKey?: string } {
  const stay: Stay = {
    arrival: body.arrival,
    departure: body.departure,
    roomType: body.roomType,
    ratesMinor: body.rates.map((rate) => rate.amountMinor),
    // Day use has no rate to name a currency.
    currency: body.rates[0]?.currency ?? currency,
    adults: body.adults,
    children: body.children === undefined ? 0 : body.children,
    infants: body.infants ?? 0,
  };
  return bookingFor(body, stay, undefined, reservationId, sources);
}

export function quotedBookingOf(
  body: BookQuote,
  { part, quotedUntil }: Quoted,
  reservationId: ReservationId,
  sources: Sources,
): { booking: Booking; quotedUntil: Instant; guestKey?: string } {
  const { price, ...stay } = part;
  return { ...bookingFor(body, stay, price, reservationId, sources), quotedUntil };
}

/** Members stand in the order in which they are read back (`domain/booking-text.ts`), what is sealed last. */
function bookingFor(
  body: BookedBy,
  stay: Stay,
  price: Booking['price'] | undefined,
  reservationId: ReservationId,
  sources: Sources,
): { booking: Booking; guestKey?: string } {
  const sealed = sealPersonal({ guest: body.guest, comment: body.comment }, reservationId, sources);
  const booking: Changing<Booking> = { ...stay };
  if (body.country !== undefined) booking.country = body.country;
  if (body.externalCode !== undefined) booking.externalCode = body.externalCode;
  if (price !== undefined) booking.price = price;
  if (sealed === undefined) return { booking };
  booking.personal = sealed.personal;
  return { booking, guestKey: sealed.guestKey };
}

export function changesOf(
  body: ModifyReservation,
  quoted: Quoted | undefined,
  reservationId: ReservationId,
  sources: Sources,
): { changes: Partial<Booking>; quotedUntil?: Instant; guestKey?: string } {
  const sealed = sealPersonal({ guest: body.guest, comment: body.comment }, reservationId, sources);
  const currency = body.rates?.[0]?.currency;
  return {
    ...(quoted === undefined ? {} : { quotedUntil: quoted.quotedUntil }),
    changes: {
      ...quoted?.part,
      ...(body.arrival === undefined ? {} : { arrival: body.arrival }),
      ...(body.departure === undefined ? {} : { departure: body.departure }),
      ...(body.roomType === undefined ? {} : { roomType: body.roomType }),
      ...(body.rates === undefined
        ? {}
        : { ratesMinor: body.rates.map((rate) => rate.amountMinor) }),
      ...(currency === undefined ? {} : { currency }),
      ...(body.adults === undefined ? {} : { adults: body.adults }),
      ...(body.children === undefined ? {} : { children: body.children }),
      ...(body.infants === undefined ? {} : { infants: body.infants }),
      ...(body.country === undefined ? {} : { country: body.country }),
      ...(body.externalCode === undefined ? {} : { externalCode: body.externalCode }),
      ...(sealed === undefined ? {} : { personal: sealed.personal }),
    },
    ...(sealed === undefined ? {} : { guestKey: sealed.guestKey }),
  };
}
