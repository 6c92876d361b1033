/** The writer's rows between its own shape and the tables': one list of columns each, read and written by it. */
import * as z from 'zod';
import { ValidationMessage } from '#schema/reservations/values.ts';
import { RoomTypeCode } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { arrayText } from '#shared/database/postgres-arrays.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type {
  ChangedRows,
  NightRow,
  PersonsRow,
  PropertyRow,
  ReservationRow,
  RestrictionsRow,
  WorkItemRow,
} from './domain/rows.ts';

/** What a table's JSON columns hold as text. */
export type StoredProperty = Omit<PropertyRow, 'roomTypes'> & { readonly roomTypes: string };
export type StoredReservation = Omit<ReservationRow, 'validationMessages' | 'price'> & {
  readonly validationMessages: string;
  readonly price: string | null;
};
export type StoredWorkItem = Omit<WorkItemRow, 'resolution'> & {
  readonly resolution: string | null;
};

/** Its limit is JSON, too. */
export type StoredPersons = Omit<PersonsRow, 'occupancy'> & { readonly occupancy: string };

interface Column {
  readonly name: string;
  readonly type: string;
  /** Goes over as text and is cast there: PostgreSQL cannot unnest arrays of arrays. */
  readonly cast?: string;
  /** Is JSON in the table, where null is JSON's own or, in a column that may be null, none. */
  readonly json?: 'not_null' | 'nullable';
  readonly key?: true;
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function table<Row>(name: string, columns: { readonly [K in keyof Row]-?: Omit<Column, 'name'> }) {
  const names = Object.keys(columns);
  const list: readonly Column[] = Object.entries<Omit<Column, 'name'>>(columns).map(
    ([key, column]) => ({ name: key, ...column }),
  );
  const stored = list.map((column) => snake(column.name));
  const keys = list.filter((column) => column.key).map((column) => snake(column.name));
  const changing = stored.filter((column) => !keys.includes(column));
  const insert = `
    insert into ${name} (${stored.join(', ')})
    select ${list.map((column) => (column.cast === undefined ? snake(column.name) : `${snake(column.name)}::${column.cast}`)).join(', ')}
    from ${rowsOfLists(Object.fromEntries(list.map(({ name, type }) => [snake(name), type])))} row`;
  const upsert = `${insert}
    on conflict (${keys.join(', ')}) do update set ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  async function send(sql: Sql, statement: string, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const values = Object.keys(columns) as (keyof Row)[];
    await sql.count(
      statement,
      values.map((key) => {
        const { cast, json } = columns[key];
        if (json === 'not_null') return rows.map((row) => JSON.stringify(row[key]));
        if (json === 'nullable') return rows.map((row) => jsonUnlessNull(row[key]));
        if (cast) return rows.map((row) => literal(row[key]));
        return rows.map((row) => row[key]);
      }),
    );
  }
  return {
    select: names.map((key) => `${name}.${snake(key)} as "${key}"`).join(', '),
    /** Rows that cannot be there: if one is, nothing is written. */
    insert: (sql: Sql, rows: readonly Row[]) => send(sql, insert, rows),
    write: (sql: Sql, rows: readonly Row[]) => send(sql, upsert, rows),
  };
}

const uuidKey = { type: 'uuid', key: true } as const;

const properties = table<PropertyRow>('properties', {
  tenantId: uuidKey,
  propertyId: uuidKey,
  name: { type: 'text' },
  timeZone: { type: 'text' },
  currency: { type: 'text' },
  bucket: { type: 'integer' },
  roomTypes: { type: 'text', json: 'not_null' },
  openedOn: { type: 'date' },
  businessDate: { type: 'date' },
  version: { type: 'integer' },
  bookings: { type: 'bigint' },
});

const reservations = table<ReservationRow>('reservations', {
  tenantId: uuidKey,
  propertyId: uuidKey,
  reservationId: uuidKey,
  confirmationNumber: { type: 'text' },
  version: { type: 'integer' },
  status: { type: 'text' },
  arrival: { type: 'date' },
  departure: { type: 'date' },
  roomType: { type: 'text' },
  assignedRoomType: { type: 'text' },
  ratesMinor: { type: 'text', cast: 'bigint[]' },
  currency: { type: 'text' },
  adults: { type: 'integer' },
  children: { type: 'integer' },
  infants: { type: 'integer' },
  country: { type: 'text' },
  countryAsked: { type: 'boolean' },
  externalCode: { type: 'text' },
  price: { type: 'text', json: 'nullable' },
  personal: { type: 'text' },
  validationMessages: { type: 'text', json: 'not_null' },
  checkedInOn: { type: 'date' },
  closedOn: { type: 'date' },
  cancelReason: { type: 'text' },
  createdAt: { type: 'timestamptz' },
  changedAt: { type: 'timestamptz' },
});

const nights = table<NightRow>('nights', {
  tenantId: uuidKey,
  propertyId: uuidKey,
  roomType: { type: 'text', key: true },
  night: { type: 'date', key: true },
  physical: { type: 'integer' },
  outOfOrder: { type: 'integer' },
  sellLimit: { type: 'integer' },
  hard: { type: 'boolean' },
  sold: { type: 'integer' },
  flagged: { type: 'integer' },
});

const restrictions = table<RestrictionsRow>('stay_restrictions', {
  tenantId: uuidKey,
  propertyId: uuidKey,
  ratePlan: { type: 'text', key: true },
  roomType: { type: 'text', key: true },
  listVersion: { type: 'bigint' },
  runs: { type: 'text' },
});

const persons = table<PersonsRow>('room_type_persons', {
  tenantId: uuidKey,
  propertyId: uuidKey,
  roomType: { type: 'text', key: true },
  listVersion: { type: 'bigint' },
  occupancy: { type: 'text', json: 'not_null' },
});

const workItems = table<WorkItemRow>('work_items', {
  tenantId: uuidKey,
  propertyId: uuidKey,
  workItemId: { type: 'text', key: true },
  kind: { type: 'text' },
  reason: { type: 'text' },
  status: { type: 'text' },
  reservationId: { type: 'uuid' },
  roomType: { type: 'text' },
  nights: { type: 'text', cast: 'date[]' },
  rooms: { type: 'integer' },
  openedOn: { type: 'date' },
  resolution: { type: 'text', json: 'nullable' },
});

/** Of reservations that are still to come, or here. */
export const openStates = `('confirmed', 'in_house')`;
/** As the index says it that finds these, and all others, by arrival. */
export const isOpen = `status in ${openStates}`;

export const propertyColumns = properties.select;
export const reservationColumns = reservations.select;
export const nightColumns = nights.select;
export const workItemColumns = workItems.select;
export const restrictionsColumns = restrictions.select;
export const personsColumns = persons.select;

const RoomTypes = z.array(
  z.object({
    ...{ code: RoomTypeCode, name: z.string(), physical: z.int() },
    listVersion: z.int().exactOptional(),
  }),
);
const Messages = z.array(ValidationMessage);

export function propertyOf(row: StoredProperty): PropertyRow {
  return { ...row, roomTypes: RoomTypes.parse(JSON.parse(row.roomTypes)) };
}

export function reservationOf(row: StoredReservation): ReservationRow {
  return {
    ...row,
    // Ours, as it was quoted and signed.
    price: row.price === null ? null : JSON.parse(row.price),
    validationMessages:
      row.validationMessages === '[]' ? [] : Messages.parse(JSON.parse(row.validationMessages)),
  };
}

export function workItemOf(row: StoredWorkItem): WorkItemRow {
  return { ...row, resolution: row.resolution === null ? null : JSON.parse(row.resolution) };
}

export function personsOf(row: StoredPersons): PersonsRow {
  // Judged when it was said.
  return { ...row, occupancy: JSON.parse(row.occupancy) };
}

function jsonUnlessNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function literal(elements: unknown): string {
  if (!Array.isArray(elements)) throw new Error('an array column holds arrays');
  return arrayText(elements);
}

/**
 * Writes rows of several books: eight statements at most, in one packet. Nights that memory has no row of
 * are plain inserts while new is presumed (decision 19).
 */
export async function writeRows(
  sql: Sql,
  changed: readonly ChangedRows[],
  presumeNew: boolean,
): Promise<void> {
  const booked = changed.flatMap((rows) => rows.reservations);
  const newNights = changed.flatMap((rows) => rows.newNights);
  const knownNights = changed.flatMap((rows) => rows.nights);
  await Promise.all([
    properties.write(
      sql,
      changed.flatMap(({ property }) => property ?? []),
    ),
    // Every fact raises the version, so a row of the first was never written.
    reservations.insert(
      sql,
      booked.filter(({ version }) => version === 1),
    ),
    reservations.write(
      sql,
      booked.filter(({ version }) => version !== 1),
    ),
    nights.insert(sql, presumeNew ? newNights : []),
    nights.write(sql, presumeNew ? knownNights : [...newNights, ...knownNights]),
    restrictions.write(
      sql,
      changed.flatMap((rows) => rows.restrictions),
    ),
    persons.write(
      sql,
      changed.flatMap((rows) => rows.persons),
    ),
    workItems.write(
      sql,
      changed.flatMap((rows) => rows.workItems),
    ),
  ]);
}
