/**
 * A booking as the JSON text its facts carry. It is kept and sent on as it came, and read only where
 * something asks about it: a book holds thousands, looks at few, and one text is one thing to keep.
 */
import type { ReservationFact } from '#schema/reservations/events.ts';
import type { Booking } from '#schema/reservations/values.ts';
import type { Currency, HotelDate, Instant, ReservationId, RoomTypeCode } from '#schema/values.ts';
import { AsciiReading, asciiText } from './ascii.ts';
import { idLength } from './number-of-id.ts';

/** What stands before a reservation's id, and between it and its booking, in commands and facts. */
export const beforeId = '"reservationId":"';
export const beforeBooking = '","booking":';

/**
 * Where a booking's text lies in the bytes of its command, all of which are ASCII: with the id of its reservation,
 * `"reservationId":"…","booking":{…}`, and after the instant it takes effect at.
 */
export interface CarriedBytes {
  readonly bytes: Uint8Array;
  readonly instantStart: number;
  /** Where `"reservationId"` begins. */
  readonly start: number;
  readonly bookingEnd: number;
  readonly reservationId: ReservationId;
  readonly effectiveAt: Instant;
  /** What was made of it, once it is in the book. */
  confirmed: ConfirmedFact | undefined;
}

/** A fact and its JSON. */
export interface ConfirmedFact {
  readonly fact: ReservationFact;
  readonly bytes: Uint8Array;
}

/**
 * A pattern of so many characters, without a look at what they are: the door has judged them, and a class of
 * characters takes eight times as long. No quote is among them where no backslash is.
 */
export function anyCharacters(length: number): string {
  return '[^]'.repeat(length);
}
/** Of a text without an escape in it, which is one that stands as it is. */
const plain = String.raw`[^"\\]`;
const whole = String.raw`-?\d{1,15}`;

/**
 * A booking as `JSON.stringify` writes one of ours, up to what is sealed: that is most of the text, and
 * last, so its end is looked for, not matched one by one. Without groups: each costs a text and a place
 * in a list, and what stands before a number or a quote is of a known length.
 */
const layout = new RegExp(
  [
    `${beforeId}${anyCharacters(idLength)}${beforeBooking}`,
    String.raw`\{"arrival":"\d{4}-\d\d-\d\d","departure":"\d{4}-\d\d-\d\d"`,
    `,"roomType":"${plain}+"`,
    String.raw`,"ratesMinor":\[(?:${whole}(?:,${whole})*)?\],"currency":"[A-Z]{3}"`,
    `,"adults":${whole},"children":(?:null|${whole}),"infants":${whole}`,
    `(?:,"country":(?:null|"${plain}*"))?`,
    `(?:,"externalCode":"${plain}*")?`,
    String.raw`(?:,"personal":"|\})`,
  ].join(''),
  // To tell where its match begins and ends.
  'y',
);
const bookingFromStart = beforeId.length + idLength + beforeBooking.length;
const dateLength = '2026-01-01'.length;
const arrivalStart = '{"arrival":"'.length;
const departureStart = arrivalStart + dateLength + '","departure":"'.length;
const roomTypeStart = departureStart + dateLength + '","roomType":"'.length;
const beforeRates = '","ratesMinor":['.length;
const beforeCurrency = '],"currency":"'.length;
const beforeAdults = '","adults":'.length;
const beforeChildren = ',"children":'.length;
const beforeInfants = ',"infants":'.length;
const [beforeCountry, beforeExternalCode, beforePersonal] = [
  ',"country":'.length,
  ',"externalCode":"'.length,
  ',"personal":"'.length,
];
const nullLength = 'null'.length;
const [comma, closingBracket, letterN, letterC, letterE, letterP] = [
  0x2c, 0x5d, 0x6e, 0x63, 0x65, 0x70,
];
const bookingLast = '"}';

/** Like any booking, and equal to it. A copy that something is changed in has lost the bytes, as it must. */
class CarriedBooking implements Booking {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly ratesMinor: readonly number[];
  readonly currency: Currency;
  readonly adults: number;
  readonly children: number | null;
  readonly infants: number;
  // Only declared: what the text leaves out is no member here, either.
  declare readonly country?: string | null;
  declare readonly externalCode?: string;
  declare readonly personal?: string;
  readonly #carried: CarriedBytes;

  constructor(text: string, carried: CarriedBytes) {
    const { bytes, start, bookingEnd } = carried;
    this.#carried = carried;
    const bookingStart = start + bookingFromStart;
    const arrivalAt = bookingStart + arrivalStart;
    const departureAt = bookingStart + departureStart;
    this.arrival = text.slice(arrivalAt, arrivalAt + dateLength) as HotelDate;
    this.departure = text.slice(departureAt, departureAt + dateLength) as HotelDate;
    const reading = new AsciiReading(bytes, bookingStart + roomTypeStart);
    this.roomType = reading.plain(text) as RoomTypeCode;
    reading.skip(beforeRates);
    this.ratesMinor = wholeNumbers(reading);
    reading.skip(beforeCurrency);
    this.currency = reading.plain(text) as Currency;
    reading.skip(beforeAdults);
    this.adults = reading.whole();
    reading.skip(beforeChildren);
    this.children = wholeOrNull(reading);
    reading.skip(beforeInfants);
    this.infants = reading.whole();
    // A comma, a quote, and the first letter of the next name.
    if (bytes[reading.at + 2] === letterC) {
      reading.skip(beforeCountry);
      this.country = plainOrNull(reading, text);
    }
    if (bytes[reading.at + 2] === letterE) {
      reading.skip(beforeExternalCode);
      this.externalCode = reading.plain(text);
      reading.skip(1);
    }
    if (bytes[reading.at + 2] === letterP) {
      this.personal = text.slice(reading.at + beforePersonal, bookingEnd - bookingLast.length);
    }
  }

  static carriedBy(booking: Booking): CarriedBytes | undefined {
    return #carried in booking ? booking.#carried : undefined;
  }
}

function wholeNumbers(reading: AsciiReading): readonly number[] {
  const numbers: number[] = [];
  while (reading.byte !== closingBracket) {
    numbers.push(reading.whole());
    if (reading.byte === comma) reading.skip(1);
  }
  return numbers;
}

function wholeOrNull(reading: AsciiReading): number | null {
  if (reading.byte !== letterN) return reading.whole();
  reading.skip(nullLength);
  return null;
}

function plainOrNull(reading: AsciiReading, text: string): string | null {
  if (reading.byte === letterN) {
    reading.skip(nullLength);
    return null;
  }
  reading.skip(1);
  const read = reading.plain(text);
  reading.skip(1);
  return read;
}

/** Of one that was read from the bytes of its command, as it stands there. */
export function carriedBytes(booking: Booking): CarriedBytes | undefined {
  return CarriedBooking.carriedBy(booking);
}

export function bookingText(booking: Booking): string {
  const carried = carriedBytes(booking);
  if (carried === undefined) return JSON.stringify(booking);
  return asciiText(carried.bytes.subarray(carried.start + bookingFromStart, carried.bookingEnd));
}

/** `text` is that of its bytes and has no backslash. Undefined when it is not as the door writes an ordinary one. */
export function carriedBooking(text: string, carried: CarriedBytes): Booking | undefined {
  layout.lastIndex = carried.start;
  if (!layout.test(text)) return undefined;
  const from = layout.lastIndex;
  const end = carried.bookingEnd;
  const isRead =
    from === end || (text.indexOf('"', from) === end - bookingLast.length && text[end - 1] === '}');
  return isRead ? new CarriedBooking(text, carried) : undefined;
}

/** Of the text that carries it, from its start. */
export function carriedId(text: string, start: number): ReservationId {
  const idStart = start + beforeId.length;
  return text.slice(idStart, idStart + idLength) as ReservationId;
}
