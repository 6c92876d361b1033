/** Text of which each character is a byte. */

/** As many as a call takes for certain. */
const charactersMax = 4096;

export function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += charactersMax) {
    text += String.fromCharCode(...bytes.subarray(from, from + charactersMax));
  }
  return text;
}

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Without an escape, each character a byte. */
export function isPlain(text: string): boolean {
  return /^[ !#-[\]-~]*$/.test(text);
}

const [minus, zero, quote] = [0x2d, 0x30, 0x22];

/** Texts this short come again and again, and one that is known is found in a `Map` without a look among all texts. */
const shortLength = 4;
const bitsPerCharacter = 7;
const knownMax = 4096;
const known = new Map<number, string>();

/** Reads JSON whose form was judged before, from byte to byte. */
export class AsciiReading {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  get byte(): number {
    return this.bytes[this.at] ?? 0;
  }

  skip(length: number): void {
    this.at += length;
  }

  /** `-500`, up to what is no digit. */
  whole(): number {
    const { bytes } = this;
    const isNegative = bytes[this.at] === minus;
    let at = isNegative ? this.at + 1 : this.at;
    let value = 0;
    for (let digit = digitAt(bytes, at); digit >= 0 && digit <= 9; digit = digitAt(bytes, at)) {
      value = value * 10 + digit;
      at += 1;
    }
    this.at = at;
    return isNegative ? -value : value;
  }

  /** Up to the quote that ends it, out of the text of these bytes. */
  plain(text: string): string {
    const { bytes, at: from } = this;
    let end = from;
    let number = 0;
    for (let byte = bytes[end] ?? quote; byte !== quote; byte = bytes[end] ?? quote) {
      number = (number << bitsPerCharacter) | byte;
      end += 1;
    }
    this.at = end;
    if (end - from > shortLength) return text.slice(from, end);
    const short = known.get(number);
    if (short !== undefined) return short;
    const read = text.slice(from, end);
    if (known.size < knownMax) known.set(number, read);
    return read;
  }
}

function digitAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) - zero;
}
