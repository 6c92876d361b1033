/**
 * The reservations of a book, by their ids. One that is as it was booked, with nothing to tell, is kept
 * as the bytes of the fact that confirmed it, and a few numbers: they lie outside what V8 collects,
 * because a book holds thousands and looks at few, and a collector copies each of them twice. What
 * something has happened to is an object.
 *
 * They are found by a number made of the id, with open addressing. Not in a `Map` of texts: V8 looks each
 * text that such a map is asked for up among all texts it knows, and adds it to them, and every booking
 * brings a new id.
 */
import type { ReservationFact } from '#schema/reservations/events.ts';
import type { Booking, ReservationStatus } from '#schema/reservations/values.ts';
import type { Instant, ReservationId } from '#schema/values.ts';
import { asciiText } from './ascii.ts';
import { bookingText, carriedBytes } from './booking-text.ts';
import { BytePages, onPage, pageLength } from './byte-pages.ts';
import {
  bookingEndFromEnd,
  bookingFromHead,
  FactHeads,
  idFromHead,
  instantEndFromHead,
  isConfirmed,
  lengthOfConfirmed,
  numberFromHead,
  numberLength,
  writeConfirmed,
} from './confirmed-fact.ts';
import { idLength, numberOfId } from './number-of-id.ts';
import type { Reservation, ReservationState } from './reservation.ts';

const status: ReservationStatus = 'confirmed';
const version = 1;

/** Cells of one reservation: 32 bytes. */
const width = 8;
const numberCell = 0;
/** Of the fact's bytes: where they begin, how many they are, how many of them are its head. */
const startCell = 1;
const lengthCell = 2;
const headCell = 3;
const instantLengthCell = 4;
const arrivalCell = 5;
const departureCell = 6;
const scopeCell = 7;

/** Instead of a start: it is an object, or was let go of. The place of the latter in the table leads on to others. */
const asObject = -1;
const gone = -2;

const absent = -1;
const entriesMin = 8;
/** Less than this is not worth moving anything. */
const [entriesIdle, bytesIdle] = [64, 2 * pageLength];
const none: readonly never[] = [];

export class KeptReservations {
  readonly #heads = new FactHeads();
  #bytes = new BytePages();
  #bytesTaken = 0;
  #bytesLive = 0;
  #cells = new Int32Array(0);
  /** By entry. */
  #objects = new Map<number, Reservation>();
  #entries = 0;
  #live = 0;
  /** Places of two: a number, and its entry and one, or nothing. Half of them are free at least. */
  #table = new Int32Array(2 * 2);
  #shift = shiftOf(2);

  get size(): number {
    return this.#live;
  }

  /** Of what it holds outside of objects. */
  get byteLength(): number {
    return this.#bytes.byteLength + this.#cells.byteLength + this.#table.byteLength;
  }

  has(id: ReservationId): boolean {
    return this.#entryOf(id, numberOfId(id)) !== absent;
  }

  get(id: ReservationId): Reservation | undefined {
    const entry = this.#entryOf(id, numberOfId(id));
    return entry === absent ? undefined : this.#reservationOf(entry);
  }

  /** Without making a reservation of bytes. */
  versionOf(id: ReservationId): number | undefined {
    const entry = this.#entryOf(id, numberOfId(id));
    if (entry === absent) return undefined;
    return this.#objects.get(entry)?.version ?? version;
  }

  /** In place of what is kept of the same reservation. The fact that confirmed it then has its bytes, too. */
  set(state: ReservationState, booking: Booking, fact?: ReservationFact): void {
    const number = numberOfId(state.reservationId);
    const known = this.#entryOf(state.reservationId, number);
    if (known === absent && this.#entries * width === this.#cells.length) this.#move();
    const entry = known === absent ? this.#enter(number) : known;
    if (known !== absent) this.#leave(entry);
    const cells = this.#cells;
    const own = entry * width;
    cells[own + arrivalCell] = state.arrivalDay;
    cells[own + departureCell] = state.departureDay;
    cells[own + scopeCell] = state.heldScope;
    if (fact === undefined || !this.#putFact(own, fact)) {
      cells[own + startCell] = asObject;
      this.#objects.set(entry, { ...state, bookingText: bookingText(booking) });
    }
    if (known !== absent) this.#tidy();
  }

  delete(id: ReservationId): void {
    const entry = this.#entryOf(id, numberOfId(id));
    if (entry === absent) return;
    this.#leave(entry);
    this.#cells[entry * width + startCell] = gone;
    this.#live -= 1;
    this.#tidy();
  }

  *values(): Generator<Reservation> {
    for (let entry = 0; entry < this.#entries; entry += 1) {
      if (this.#cell(entry, startCell) !== gone) yield this.#reservationOf(entry);
    }
  }

  /** Those who are due to arrive or to leave, in no order. */
  *dueUntil(due: 'confirmed' | 'in_house', day: number): Generator<ReservationId> {
    const dueCell = due === 'confirmed' ? arrivalCell : departureCell;
    for (let entry = 0; entry < this.#entries; entry += 1) {
      const start = this.#cell(entry, startCell);
      if (start === gone || this.#cell(entry, dueCell) > day) continue;
      if ((this.#objects.get(entry)?.status ?? status) === due) yield this.#idOf(entry);
    }
  }

  #entryOf(id: ReservationId, number: number): number {
    const table = this.#table;
    const last = table.length - 1;
    for (let at = placeOf(number, this.#shift); ; at = (at + 2) & last) {
      const entry = (table[at + 1] ?? 0) - 1;
      if (entry === absent) return absent;
      if (table[at] === number && this.#isOf(entry, id)) return entry;
    }
  }

  #isOf(entry: number, id: ReservationId): boolean {
    return this.#cell(entry, startCell) !== gone && this.#idOf(entry) === id;
  }

  /** The next entry, whose cells are written. */
  #enter(number: number): number {
    const table = this.#table;
    const last = table.length - 1;
    let at = placeOf(number, this.#shift);
    while (table[at + 1] !== 0) at = (at + 2) & last;
    const entry = this.#entries;
    this.#entries += 1;
    this.#live += 1;
    table[at] = number;
    table[at + 1] = this.#entries;
    this.#cells[entry * width + numberCell] = number;
    return entry;
  }

  /** Whether its bytes tell it all. */
  #putFact(own: number, fact: ReservationFact): boolean {
    const carried = carriedBytes(fact.booking);
    if (carried === undefined || !isConfirmed(fact, carried)) return false;
    const head = this.#heads.of(fact);
    if (head === undefined) return false;
    const length = lengthOfConfirmed(head, carried);
    if (length > pageLength) return false;
    const start = this.#bytes.take(length);
    const page = this.#bytes.pageOf(start);
    const at = onPage(start);
    this.#bytesTaken += length;
    this.#bytesLive += length;
    this.#cells[own + startCell] = start;
    this.#cells[own + lengthCell] = length;
    this.#cells[own + headCell] = head.length;
    this.#cells[own + instantLengthCell] = fact.effectiveAt.length;
    writeConfirmed(page, at, head, fact.confirmationNumber, carried);
    carried.confirmed = { fact, bytes: page.subarray(at, at + length) };
    return true;
  }

  /** What was kept there is kept no more. */
  #leave(entry: number): void {
    if (this.#cell(entry, startCell) === asObject) this.#objects.delete(entry);
    else this.#bytesLive -= this.#cell(entry, lengthCell);
  }

  #reservationOf(entry: number): Reservation {
    const object = this.#objects.get(entry);
    if (object !== undefined) return object;
    const head = this.#cell(entry, headCell);
    const instantEnd = head + instantEndFromHead;
    const instantLength = this.#cell(entry, instantLengthCell);
    const effectiveAt = this.#text(entry, instantEnd - instantLength, instantEnd) as Instant;
    const bookingEnd = this.#cell(entry, lengthCell) + bookingEndFromEnd;
    const numberAt = head + numberFromHead;
    const departureDay = this.#cell(entry, departureCell);
    return {
      reservationId: this.#idOf(entry),
      confirmationNumber: this.#text(entry, numberAt, numberAt + numberLength),
      version,
      status,
      bookingText: this.#text(entry, head + bookingFromHead, bookingEnd),
      assignedRoomType: undefined,
      validationMessages: none,
      arrivalDay: this.#cell(entry, arrivalCell),
      departureDay,
      heldScope: this.#cell(entry, scopeCell),
      heldUntilDay: departureDay,
      flaggedDays: none,
      checkedInOn: null,
      closedOn: null,
      cancelReason: null,
      createdAt: effectiveAt,
      changedAt: effectiveAt,
    };
  }

  #idOf(entry: number): ReservationId {
    const object = this.#objects.get(entry);
    if (object !== undefined) return object.reservationId;
    const idAt = this.#cell(entry, headCell) + idFromHead;
    return this.#text(entry, idAt, idAt + idLength) as ReservationId;
  }

  #text(entry: number, from: number, to: number): string {
    return asciiText(this.#bytes.read(this.#cell(entry, startCell) + from, to - from));
  }

  #cell(entry: number, cell: number): number {
    return this.#cells[entry * width + cell] ?? 0;
  }

  /** Gives space back when as much is held for nothing as for something. */
  #tidy(): void {
    const isIdle =
      (this.#entries > entriesIdle && this.#entries > 2 * this.#live) ||
      (this.#bytesTaken > bytesIdle && this.#bytesTaken > 2 * this.#bytesLive);
    if (isIdle) this.#move();
  }

  /** To where there is space for as many again, without what is gone. */
  #move(): void {
    const [bytes, cells, objects] = [this.#bytes, this.#cells, this.#objects];
    const entries = this.#entries;
    const isWhole = this.#bytesTaken === this.#bytesLive;
    let space = entriesMin;
    while (space < 2 * this.#live) space *= 2;
    this.#cells = new Int32Array(space * width);
    this.#table = new Int32Array(2 * 2 * space);
    this.#shift = shiftOf(2 * space);
    this.#objects = new Map();
    if (!isWhole) this.#bytes = new BytePages();
    [this.#entries, this.#live, this.#bytesTaken] = [0, 0, this.#bytesLive];
    for (let entry = 0; entry < entries; entry += 1) {
      const before = entry * width;
      const start = cells[before + startCell] ?? gone;
      if (start === gone) continue;
      const now = this.#enter(cells[before + numberCell] ?? 0);
      const own = now * width;
      for (let cell = 0; cell < width; cell += 1)
        this.#cells[own + cell] = cells[before + cell] ?? 0;
      const object = objects.get(entry);
      if (object !== undefined) this.#objects.set(now, object);
      else if (!isWhole) {
        const length = this.#cell(now, lengthCell);
        const to = this.#bytes.take(length);
        this.#bytes.pageOf(to).set(bytes.read(start, length), onPage(to));
        this.#cells[own + startCell] = to;
      }
    }
  }
}

/** By the first bits of the number of an id, which has 30. */
function placeOf(number: number, shift: number): number {
  return ((number << 2) >>> shift) << 1;
}

/** What leaves as many bits as so many places have. */
function shiftOf(places: number): number {
  return Math.clz32(places) + 1;
}
