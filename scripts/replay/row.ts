/** One row of the data set: a booking as it was, in the units the product speaks. */
import { dayNumber, HotelDate } from '#schema/values.ts';
import { FileRefused } from './file-refused.ts';

export type FinalStatus = 'Check-Out' | 'Canceled' | 'No-Show';

export interface BookedRow {
  /** Its place in the file, from 1: rows that are alike are bookings of their own. */
  readonly number: number;
  readonly hotel: string;
  readonly status: FinalStatus;
  readonly bookedDay: number;
  readonly arrivalDay: number;
  readonly departureDay: number;
  /** Of cancelled ones; it lies between booking and arrival. */
  readonly cancelledDay: number | undefined;
  readonly reservedType: string;
  readonly assignedType: string;
  readonly adults: number;
  /** `null`: the file does not know. */
  readonly children: number | null;
  readonly infants: number;
  /** `null`: the file does not know. */
  readonly country: string | null;
  /** Of every night, in cents. */
  readonly rateMinor: number;
}

const columnNames = [
  ...['hotel', 'lead_time', 'arrival_date_year', 'arrival_date_month'],
  ...['arrival_date_day_of_month', 'stays_in_weekend_nights', 'stays_in_week_nights'],
  ...['adults', 'children', 'babies', 'country', 'reserved_room_type', 'assigned_room_type'],
  ...['adr', 'reservation_status', 'reservation_status_date'],
] as const;
type Column = (typeof columnNames)[number];

const months: ReadonlyMap<string, number> = new Map(
  [
    ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
    ...['August', 'September', 'October', 'November', 'December'],
  ].map((name, index) => [name, index + 1]),
);

/** How the file says that it does not know. */
const unknown = new Set(['NA', 'NULL', '']);
const countryCode = /^[A-Z]{2,3}$/;

/** Reads rows of a file with this header; columns it does not need may be there or not. */
export function rowReader(
  header: readonly string[],
): (cells: readonly string[], number: number) => BookedRow {
  const places = new Map(columnNames.map((name) => [name, header.indexOf(name)]));
  const missing = columnNames.filter((name) => places.get(name) === -1);
  if (missing.length > 0) throw new FileRefused(`The file has no column ${missing.join(', ')}.`);
  const names = sharedTexts();
  return (cells, number) => {
    const cell = (name: Column): string => (cells[places.get(name) ?? -1] ?? '').trim();
    const arrivalDay = arrivalOf(cell, number);
    const nights =
      wholeNumber(cell, 'stays_in_weekend_nights', number) +
      wholeNumber(cell, 'stays_in_week_nights', number);
    const bookedDay = arrivalDay - wholeNumber(cell, 'lead_time', number);
    const status = statusOf(cell('reservation_status'), number);
    return {
      number,
      hotel: names(cell('hotel')),
      status,
      bookedDay,
      arrivalDay,
      departureDay: arrivalDay + nights,
      cancelledDay:
        status === 'Canceled' ? cancelledOn(cell, bookedDay, arrivalDay, number) : undefined,
      reservedType: names(cell('reserved_room_type')),
      assignedType: names(cell('assigned_room_type')),
      adults: wholeNumber(cell, 'adults', number),
      children: unknown.has(cell('children')) ? null : wholeNumber(cell, 'children', number),
      infants: wholeNumber(cell, 'babies', number),
      country: countryCode.test(cell('country')) ? names(cell('country')) : null,
      rateMinor: centsOf(cell('adr'), number),
    };
  };
}

type Cell = (name: Column) => string;

function refuse(number: number, why: string): never {
  throw new FileRefused(`Row ${number}: ${why}.`);
}

function wholeNumber(cell: Cell, name: Column, number: number): number {
  // Some copies of the data set write children as 2.0.
  const digits = /^(\d{1,6})(?:\.0)?$/.exec(cell(name))?.[1];
  return digits === undefined
    ? refuse(number, `${name} is "${cell(name)}", not a whole number`)
    : Number(digits);
}

function arrivalOf(cell: Cell, number: number): number {
  const year = wholeNumber(cell, 'arrival_date_year', number);
  const month = months.get(cell('arrival_date_month'));
  const day = wholeNumber(cell, 'arrival_date_day_of_month', number);
  if (month === undefined) return refuse(number, `"${cell('arrival_date_month')}" is no month`);
  return dayOf(`${year}-${two(month)}-${two(day)}`, number);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function dayOf(text: string, number: number): number {
  const date = HotelDate.safeParse(text);
  return date.success ? dayNumber(date.data) : refuse(number, `"${text}" is no date`);
}

function statusOf(text: string, number: number): FinalStatus {
  return text === 'Check-Out' || text === 'Canceled' || text === 'No-Show'
    ? text
    : refuse(number, `reservation_status is "${text}"`);
}

function cancelledOn(cell: Cell, bookedDay: number, arrivalDay: number, number: number): number {
  const day = dayOf(cell('reservation_status_date'), number);
  if (day < bookedDay) return refuse(number, 'it was cancelled before it was booked');
  if (day > arrivalDay) return refuse(number, 'it was cancelled after its arrival date');
  return day;
}

/** Exact: a rate is never rounded on its way in. */
function centsOf(text: string, number: number): number {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(text);
  if (match === null) return refuse(number, `the rate "${text}" is not an amount in whole cents`);
  const [, sign = '', units = '', decimals = ''] = match;
  const minor = Number(units) * 100 + Number(decimals.padEnd(2, '0'));
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** One string for all rows that say the same, instead of a slice of each row's text. */
function sharedTexts(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const copy = Buffer.from(text).toString();
    known.set(copy, copy);
    return copy;
  };
}
