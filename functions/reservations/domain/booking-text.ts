/**
 * A booking as the JSON text its facts carry. It is kept and sent on as it came, and read only where
 * something asks about it: a book holds thousands, looks at few, and one text is one thing to keep.
 */
import type { Booking } from '#schema/reservations/values.ts';
import type { Currency, HotelDate, RoomTypeCode } from '#schema/values.ts';

/** Of a text without an escape in it, which is one that stands as it is. */
const plain = String.raw`[^"\\]`;
const whole = String.raw`-?\d{1,15}`;

/** A booking as `JSON.stringify` writes one of ours. */
const layout = new RegExp(
  [
    String.raw`^\{"arrival":"(\d{4}-\d\d-\d\d)","departure":"(\d{4}-\d\d-\d\d)"`,
    `,"roomType":"(${plain}+)"`,
    String.raw`,"ratesMinor":\[((?:${whole}(?:,${whole})*)?)\],"currency":"([A-Z]{3})"`,
    `,"adults":(${whole}),"children":(null|${whole}),"infants":(${whole})`,
    `(?:,"country":(null|"${plain}*"))?`,
    `(?:,"externalCode":"(${plain}*)")?`,
    // What is sealed is most of the text, and last: its end is looked for, not matched one by one.
    String.raw`(?:,"personal":"|\}$)`,
  ].join(''),
);
const textEnd = '"}';

type Parts = readonly [
  all: string,
  ...[arrival: HotelDate, departure: HotelDate, roomType: RoomTypeCode],
  ...[ratesMinor: string, currency: Currency, adults: string, children: string, infants: string],
  ...[country: string | undefined, externalCode: string | undefined],
];

const [comma, minus, zero] = [0x2c, 0x2d, 0x30];

/** Like any booking, and equal to it. A copy that something is changed in has lost the text, as it must. */
class ReadBooking implements Booking {
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
  readonly #text: string;

  constructor(text: string, parts: Parts, personal: string | undefined) {
    this.#text = text;
    this.arrival = parts[1];
    this.departure = parts[2];
    this.roomType = parts[3];
    this.ratesMinor = wholeNumbersIn(parts[4]);
    this.currency = parts[5];
    this.adults = Number(parts[6]);
    this.children = parts[7] === 'null' ? null : Number(parts[7]);
    this.infants = Number(parts[8]);
    if (parts[9] !== undefined) this.country = parts[9] === 'null' ? null : parts[9].slice(1, -1);
    if (parts[10] !== undefined) this.externalCode = parts[10];
    if (personal !== undefined) this.personal = personal;
  }

  static textOf(booking: Booking): string | undefined {
    return #text in booking ? booking.#text : undefined;
  }
}

/** Of one that was read from its text: that text. */
export function carriedText(booking: Booking): string | undefined {
  return ReadBooking.textOf(booking);
}

export function bookingText(booking: Booking): string {
  return carriedText(booking) ?? JSON.stringify(booking);
}

/** The writers of such texts are the door and `bookingText`: its shape is trusted. */
export function readBooking(text: string): Booking {
  const parts = layout.exec(text) as Parts | null;
  if (parts === null) return JSON.parse(text);
  const from = parts[0].length;
  if (from === text.length) return new ReadBooking(text, parts, undefined);
  const end = text.length - textEnd.length;
  const isPlain = text.indexOf('"', from) === end && !text.includes('\\', from);
  return isPlain ? new ReadBooking(text, parts, text.slice(from, end)) : JSON.parse(text);
}

/** `12000,-500`. Digit by digit: a list of texts would be made for every booking, and thrown away. */
function wholeNumbersIn(text: string): readonly number[] {
  if (text === '') return [];
  const numbers: number[] = [];
  let value = 0;
  let sign = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === comma) {
      numbers.push(sign * value);
      [value, sign] = [0, 1];
    } else if (character === minus) sign = -1;
    else value = value * 10 + character - zero;
  }
  numbers.push(sign * value);
  return numbers;
}
