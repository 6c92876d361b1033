/**
 * The fact of a booking that was taken with nothing to tell, as the JSON bytes that go into the outbox.
 * They are put together out of the bytes of its command, and the book keeps them: what nothing has
 * happened to since is known by its one fact.
 */
import type { ReservationFact } from '#schema/reservations/events.ts';
import { asciiBytes, isPlain } from './ascii.ts';
import type { CarriedBytes } from './booking-text.ts';
import { idLength } from './number-of-id.ts';

/** Between the instant and the id; the command has all of it but the first two. */
const beforeId = asciiBytes('","reservationId":"');
const missing = '",'.length;
const beforeNumber = asciiBytes('","confirmationNumber":"');
const beforeBooking = asciiBytes('","version":1,"status":"confirmed","booking":');
const afterBooking = asciiBytes(',"validationMessages":[]}');

export const numberLength = 10;

/** From where its reservation's id begins. */
export const numberFromId = idLength + beforeNumber.length;
export const bookingFromId = numberFromId + numberLength + beforeBooking.length;
export const instantEndFromId = -beforeId.length;
/** From the end of the fact. */
export const bookingEndFromEnd = -afterBooking.length;

/** Whether its words are these: it was not flagged, or changed, and is of this command. */
export function isConfirmed(fact: ReservationFact, carried: CarriedBytes): boolean {
  return (
    fact.version === 1 &&
    fact.status === 'confirmed' &&
    fact.validationMessages.length === 0 &&
    fact.reservationId === carried.reservationId &&
    fact.effectiveAt === carried.effectiveAt &&
    fact.confirmationNumber.length === numberLength
  );
}

/** Up to the instant it took effect at: mostly the same as of the fact before. */
export class FactHeads {
  #last: ReservationFact | undefined;
  #bytes: Uint8Array | undefined;

  /** Undefined for an actor whose id JSON writes otherwise. */
  of(fact: ReservationFact): Uint8Array | undefined {
    const { propertyId, actor, businessDate } = fact;
    const last = this.#last;
    const isSame =
      last?.actor.id === actor.id &&
      last.actor.kind === actor.kind &&
      last.businessDate === businessDate &&
      last.propertyId === propertyId;
    if (isSame) return this.#bytes;
    const text = JSON.stringify({ propertyId, actor, businessDate, effectiveAt: '' });
    this.#last = fact;
    this.#bytes = isPlain(actor.id) ? asciiBytes(text.slice(0, -'"}'.length)) : undefined;
    return this.#bytes;
  }
}

export function lengthOfConfirmed(head: Uint8Array, carried: CarriedBytes): number {
  const { effectiveAt, bookingStart, bookingEnd } = carried;
  const fixed = bookingFromId - instantEndFromId - bookingEndFromEnd;
  return head.length + effectiveAt.length + fixed + bookingEnd - bookingStart;
}

/** Answers where its reservation's id begins, from `at` on. Short runs go byte by byte, which is quicker than a call. */
export function writeConfirmed(
  into: Uint8Array,
  at: number,
  head: Uint8Array,
  confirmationNumber: string,
  carried: CarriedBytes,
): number {
  const { bytes, idStart, bookingStart, bookingEnd, instantEnd, effectiveAt } = carried;
  into.set(head, at);
  let to = at + head.length;
  for (let from = instantEnd - effectiveAt.length; from < instantEnd; from += 1) {
    into[to] = bytes[from] ?? 0;
    to += 1;
  }
  const idAt = to + beforeId.length;
  for (let place = 0; place < missing; place += 1) into[to + place] = beforeId[place] ?? 0;
  to += missing;
  for (let from = idStart - beforeId.length + missing; from < idStart + idLength; from += 1) {
    into[to] = bytes[from] ?? 0;
    to += 1;
  }
  into.set(beforeNumber, to);
  to += beforeNumber.length;
  for (let place = 0; place < numberLength; place += 1) {
    into[to + place] = confirmationNumber.charCodeAt(place);
  }
  to += numberLength;
  into.set(beforeBooking, to);
  to += beforeBooking.length;
  into.set(bytes.subarray(bookingStart, bookingEnd), to);
  into.set(afterBooking, to + bookingEnd - bookingStart);
  return idAt - at;
}
