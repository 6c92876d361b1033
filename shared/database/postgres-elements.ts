/**
 * The types whose lists travel in binary, and how a value of each is written: as PostgreSQL's
 * `…_recv` reads it. Reading and writing together, a uuid, an instant, a date or a long text costs half
 * of what it costs as text or less; an integer and a short text cost a little less.
 */
import { dayOf, microsecondOf } from './postgres-calendar.ts';

export interface ElementType {
  /** PostgreSQL's number for it. */
  readonly oid: number;
  /**
   * Writes one value and says how many bytes that were; `unread` for a value that is not exactly of a
   * form known here. There is space for its text in UTF-8, or for 8 bytes when it is no text.
   */
  readonly write: (into: Buffer, at: number, value: unknown) => number;
}

export const unread = -1;

const integer: ElementType['write'] = (into, at, value) => {
  if (typeof value !== 'number' || (value | 0) !== value) return unread;
  return writeInt32(into, at, value);
};

const bigint: ElementType['write'] = (into, at, value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return writeInt64(into, at, value);
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) return unread;
  return into.writeBigInt64BE(value, at) - at;
};

const float8: ElementType['write'] = (into, at, value) =>
  typeof value === 'number' ? into.writeDoubleBE(value, at) - at : unread;

const boolean: ElementType['write'] = (into, at, value) => {
  if (typeof value !== 'boolean') return unread;
  into[at] = value ? 1 : 0;
  return 1;
};

/** A text that somebody has encoded before. */
const utf8: ElementType['write'] = (into, at, value) => {
  if (!(value instanceof Uint8Array)) return unread;
  into.set(value, at);
  return value.length;
};

/** Up to here a loop is quicker than a call out of JavaScript. */
const shortTextLength = 16;

const text: ElementType['write'] = (into, at, value) => {
  if (typeof value !== 'string') return utf8(into, at, value);
  if (value.length > shortTextLength) return into.write(value, at);
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code > 127) return into.write(value, at);
    into[at + index] = code;
  }
  return value.length;
};

const date: ElementType['write'] = (into, at, value) => {
  const day = typeof value === 'string' && value.length === 10 ? dayOf(value) : undefined;
  return day === undefined ? unread : writeInt32(into, at, day);
};

const timestamptz: ElementType['write'] = (into, at, value) => {
  const microsecond = typeof value === 'string' ? microsecondOf(value) : undefined;
  return microsecond === undefined ? unread : writeInt64(into, at, microsecond);
};

/** By character code; negative for what is no hexadecimal digit. */
const hexDigits = new Int16Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  hexDigits[digit.charCodeAt(0)] = value;
  hexDigits[digit.toUpperCase().charCodeAt(0)] = value;
}

const uuid: ElementType['write'] = (into, at, value) => {
  if (typeof value !== 'string' || value.length !== 36) return unread;
  if (value[8] !== '-' || value[13] !== '-' || value[18] !== '-' || value[23] !== '-')
    return unread;
  const wrong =
    writeHex(into, at, value, 0, 8) |
    writeHex(into, at + 4, value, 9, 13) |
    writeHex(into, at + 6, value, 14, 18) |
    writeHex(into, at + 8, value, 19, 23) |
    writeHex(into, at + 10, value, 24, 36);
  return wrong < 0 ? unread : 16;
};

/** Negative when one of the characters is no digit. */
function writeHex(into: Buffer, at: number, value: string, from: number, end: number): number {
  let all = 0;
  for (let index = from; index < end; index += 2) {
    const high = hexDigits[value.charCodeAt(index)] ?? -1;
    const byte = (high << 4) | (hexDigits[value.charCodeAt(index + 1)] ?? -1);
    all |= byte;
    into[at + ((index - from) >> 1)] = byte;
  }
  return all;
}

/** Its length, 4. */
export function writeInt32(into: Buffer, at: number, value: number): number {
  into[at] = value >>> 24;
  into[at + 1] = value >>> 16;
  into[at + 2] = value >>> 8;
  into[at + 3] = value;
  return 4;
}

/** Its length, 8. Of a whole number that JavaScript holds exactly. */
function writeInt64(into: Buffer, at: number, value: number): number {
  writeInt32(into, at, Math.floor(value / 2 ** 32));
  writeInt32(into, at + 4, value);
  return 8;
}

/** By the name in a statement's cast. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map([
  ['boolean', { oid: 16, write: boolean }],
  ['bigint', { oid: 20, write: bigint }],
  ['int8', { oid: 20, write: bigint }],
  ['integer', { oid: 23, write: integer }],
  ['text', { oid: 25, write: text }],
  ['json', { oid: 114, write: text }],
  ['float8', { oid: 701, write: float8 }],
  ['date', { oid: 1082, write: date }],
  ['timestamptz', { oid: 1184, write: timestamptz }],
  ['uuid', { oid: 2950, write: uuid }],
]);
