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

const [minus, zero, nine, quote] = [0x2d, 0x30, 0x39, 0x22];

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
    const sign = this.byte === minus ? -1 : 1;
    if (sign === -1) this.at += 1;
    let value = 0;
    for (let byte = this.byte; byte >= zero && byte <= nine; byte = this.byte) {
      value = value * 10 + byte - zero;
      this.at += 1;
    }
    return sign * value;
  }

  /** Up to the quote that ends it, out of the text of these bytes, which begins at `textStart`. */
  plain(text: string, textStart: number): string {
    const from = this.at;
    let number = 0;
    while (this.byte !== quote) {
      number = (number << bitsPerCharacter) | this.byte;
      this.at += 1;
    }
    if (this.at - from > shortLength) return text.slice(from - textStart, this.at - textStart);
    const short = known.get(number);
    if (short !== undefined) return short;
    const read = text.slice(from - textStart, this.at - textStart);
    if (known.size < knownMax) known.set(number, read);
    return read;
  }
}
