/** From a request's words to a command's: rates as numbers, personal data sealed. */
import type * as z from 'zod';
import type { BookQuote, ModifyReservation, SubmitReservation } from '#schema/reservations/http.ts';
import type { Booking } from '#schema/reservations/values.ts';
import type { Currency, Instant, ReservationId } from '#schema/values.ts';
import type { Ids, Random } from '#shared/ports.ts';
import { sealPersonal } from './personal.ts';
import type { Quoted } from './quoted.ts';

type Sources = { readonly ids: Ids; readonly random: Random };

export function bookingOf(
  body: z.infer<typeof SubmitReservation>,
  reservationId: ReservationId,
  currency: Currency,
  sources: Sources,
): { booking: Booking; guestKey?: string } {
  const sealed = sealPersonal({ guest: body.guest, comment: body.comment }, reservationId, sources);
  return {
    booking: {
      arrival: body.arrival,
      departure: body.departure,
      roomType: body.roomType,
      ratesMinor: body.rates.map((rate) => rate.amountMinor),
      // Day use has no rate to name a currency.
      currency: body.rates[0]?.currency ?? currency,
      adults: body.adults,
      children: body.children === undefined ? 0 : body.children,
      infants: body.infants ?? 0,
      ...(body.country === undefined ? {} : { country: body.country }),
      ...(body.externalCode === undefined ? {} : { externalCode: body.externalCode }),
      ...(sealed === undefined ? {} : { personal: sealed.personal }),
    },
    ...(sealed === undefined ? {} : { guestKey: sealed.guestKey }),
  };
}

/** Its members stand in the order of any booking's, what is sealed last. */
export function quotedBookingOf(
  body: BookQuote,
  { part, quotedUntil }: Quoted,
  reservationId: ReservationId,
  sources: Sources,
): { booking: Booking; quotedUntil: Instant; guestKey?: string } {
  const sealed = sealPersonal({ guest: body.guest, comment: body.comment }, reservationId, sources);
  const { price, ...stay } = part;
  return {
    booking: {
      ...stay,
      ...(body.country === undefined ? {} : { country: body.country }),
      ...(body.externalCode === undefined ? {} : { externalCode: body.externalCode }),
      ...{ price, ...(sealed === undefined ? {} : { personal: sealed.personal }) },
    },
    quotedUntil,
    ...(sealed === undefined ? {} : { guestKey: sealed.guestKey }),
  };
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
