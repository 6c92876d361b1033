/**
 * The fact of a booking that was taken with nothing to tell, as the JSON bytes that go into the outbox.
 * They are put together out of the bytes of its command, and the book keeps them: what nothing has
 * happened to since is known by its one fact. Its last members stand in the command as they do in the
 * fact, side by side, so they are copied at once; those before them are its head, of which only an
 * instant and a number are its own.
 */
import type { ReservationFact } from '#schema/reservations/events.ts';
import { asciiBytes, isPlain } from './ascii.ts';
import { beforeBooking, beforeId, type CarriedBytes } from './booking-text.ts';
import { idLength } from './number-of-id.ts';

export const numberLength = 10;
const anyNumber = '0'.repeat(numberLength);

/** From where its head ends. */
export const idFromHead = beforeId.length;
export const bookingFromHead = idFromHead + idLength + beforeBooking.length;
export const numberFromHead = -(
  numberLength + '","version":1,"status":"confirmed","validationMessages":[],'.length
);
export const instantEndFromHead = numberFromHead - '","confirmationNumber":"'.length;
/** From the end of the fact. */
export const bookingEndFromEnd = -'}'.length;

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

/** Up to the reservation's id, with any instant and number: mostly the same as of the fact before. */
export class FactHeads {
  #last: ReservationFact | undefined;
  #bytes: Uint8Array | undefined;

  /** Undefined for an actor whose id JSON writes otherwise. */
  of(fact: ReservationFact): Uint8Array | undefined {
    const { propertyId, actor, businessDate, effectiveAt } = fact;
    const last = this.#last;
    const isSame =
      last?.actor.id === actor.id &&
      last.actor.kind === actor.kind &&
      last.businessDate === businessDate &&
      last.propertyId === propertyId &&
      last.effectiveAt.length === effectiveAt.length;
    if (isSame) return this.#bytes;
    this.#last = fact;
    this.#bytes = isPlain(actor.id) ? headOf(fact) : undefined;
    return this.#bytes;
  }
}

/** In the order of the facts that `bookStay` makes. */
function headOf({ propertyId, actor, businessDate, effectiveAt }: ReservationFact): Uint8Array {
  const text = JSON.stringify({
    ...{ propertyId, actor, businessDate, effectiveAt, confirmationNumber: anyNumber },
    ...{ version: 1, status: 'confirmed', validationMessages: [] },
  });
  return asciiBytes(`${text.slice(0, -'}'.length)},`);
}

export function lengthOfConfirmed(head: Uint8Array, carried: CarriedBytes): number {
  return head.length + carried.bookingEnd - carried.start - bookingEndFromEnd;
}

export function writeConfirmed(
  into: Uint8Array,
  at: number,
  head: Uint8Array,
  confirmationNumber: string,
  { bytes, instantStart, start, bookingEnd, effectiveAt }: CarriedBytes,
): void {
  into.set(head, at);
  const headEnd = at + head.length;
  const instantAt = headEnd + instantEndFromHead - effectiveAt.length;
  // So few are quicker one by one than by a call.
  for (let place = 0; place < effectiveAt.length; place += 1) {
    into[instantAt + place] = bytes[instantStart + place] ?? 0;
  }
  const numberAt = headEnd + numberFromHead;
  for (let place = 0; place < numberLength; place += 1) {
    into[numberAt + place] = confirmationNumber.charCodeAt(place);
  }
  into.set(bytes.subarray(start, bookingEnd - bookingEndFromEnd), headEnd);
}
