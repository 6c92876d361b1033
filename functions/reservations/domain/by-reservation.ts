/**
 * What is kept of reservations, by their ids. Not in a `Map` of texts alone: V8 looks each text that
 * such a map is asked for up among all texts it knows, and adds it to them, and every booking brings a
 * new id. So it is found by a number made of the id, and only ids that share one are kept by their text.
 */
import type { ReservationId } from '#schema/values.ts';

interface OfReservation {
  readonly reservationId: ReservationId;
}

export class ByReservation<Kept extends OfReservation> {
  // Open to be compared, by tests, with what another holds.
  readonly byNumber = new Map<number, Kept>();
  /** Those whose number another reservation has. */
  readonly byId = new Map<ReservationId, Kept>();

  get size(): number {
    return this.byNumber.size + this.byId.size;
  }

  get(id: ReservationId): Kept | undefined {
    const kept = this.byNumber.get(numberOf(id));
    if (kept?.reservationId === id) return kept;
    return this.byId.size === 0 ? undefined : this.byId.get(id);
  }

  has(id: ReservationId): boolean {
    return this.get(id) !== undefined;
  }

  /** In place of what is kept of the same reservation. */
  set(kept: Kept): void {
    const { reservationId } = kept;
    const number = numberOf(reservationId);
    const holder = this.byNumber.get(number)?.reservationId ?? reservationId;
    if (holder !== reservationId || (this.byId.size > 0 && this.byId.has(reservationId))) {
      this.byId.set(reservationId, kept);
    } else this.byNumber.set(number, kept);
  }

  delete(id: ReservationId): void {
    const number = numberOf(id);
    if (this.byNumber.get(number)?.reservationId === id) this.byNumber.delete(number);
    else this.byId.delete(id);
  }

  *values(): Generator<Kept> {
    yield* this.byNumber.values();
    yield* this.byId.values();
  }
}

/** An id's last part differs most, and nothing else of it need be read. */
const lastLength = 12;

/** Of 30 bits, which V8 keeps in place, without an object. */
function numberOf(id: ReservationId): number {
  let number = 0;
  for (let at = id.length - lastLength; at < id.length; at += 1) {
    number = (Math.imul(number, 31) + id.charCodeAt(at)) | 0;
  }
  return number >>> 2;
}
