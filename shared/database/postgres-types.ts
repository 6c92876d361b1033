/** How column values reach our code: nothing that a JavaScript type would round, shift or sort wrongly. */
import assert from 'node:assert/strict';
import pg from 'pg';

type Parse = (text: string) => unknown;

const oid = {
  int8: 20,
  int8Array: 1016,
  date: 1082,
  timestamp: 1114,
  timestampArray: 1115,
  dateArray: 1182,
  timestamptz: 1184,
  timestamptzArray: 1185,
  numericArray: 1231,
  numeric: 1700,
} as const;

function asIs(text: string): string {
  return text;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `int8 ${text} does not fit a JavaScript number`);
  return value;
}

/**
 * The form of `Date.toISOString()`, so that an instant written and read back is the same text. Where
 * the database holds microseconds they are kept: six digits instead of three.
 */
function isoInstant(text: string): string {
  const zone = text.endsWith('+00') ? text.length - 3 : -1;
  if (zone === -1 || text.charCodeAt(4) !== 45) {
    return unusualInstant(text);
  }
  const fraction = zone > 19 ? text.slice(20, zone) : '';
  const digits = fraction.length > 3 ? fraction.padEnd(6, '0') : fraction.padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${digits}Z`;
}

/** Behind a pooler the session may speak another time zone; `infinity` is no instant and stays text. */
function unusualInstant(text: string): string {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString();
}

/** PostgreSQL gives a timestamp without a zone a space; ISO wants a T, and no zone is invented. */
function isoLocal(text: string): string {
  return text.replace(' ', 'T');
}

/** `text[]`; a `number`, because the list of types that comes with `pg` leaves arrays out. */
const textArray: number = 1009;
const texts: Parse = (text) => pg.types.getTypeParser(textArray, 'text')(text);

/** Of one dimension; elements may be null. */
function arrayOf(parse: Parse): Parse {
  return (text) => {
    const elements = texts(text);
    assert(Array.isArray(elements));
    return elements.map((element) => (element === null ? null : parse(element)));
  };
}

const parsers: ReadonlyMap<number, Parse> = new Map([
  [oid.int8, wholeNumber],
  [oid.int8Array, arrayOf(wholeNumber)],
  [oid.date, asIs],
  [oid.dateArray, arrayOf(asIs)],
  [oid.timestamp, isoLocal],
  [oid.timestampArray, arrayOf(isoLocal)],
  [oid.timestamptz, isoInstant],
  [oid.timestamptzArray, arrayOf(isoInstant)],
  [oid.numeric, asIs],
  [oid.numericArray, arrayOf(asIs)],
]);

/** For the `types` of a `pg` client; any other type is parsed as `pg` does. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser(id: number, format?: 'text' | 'binary') {
    return format === 'binary'
      ? pg.types.getTypeParser(id, 'binary')
      : (parsers.get(id) ?? pg.types.getTypeParser(id, 'text'));
  },
};
