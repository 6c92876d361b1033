/** The rows of the projection: what is known of the stays a batch is about, and what it changes. */

import type { ReservationStatus, ValidationCode } from '#schema/reservations/values.ts';
import type { Currency, HotelDate, RoomTypeCode } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { arrayText } from '#shared/database/postgres-arrays.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type { CountedNights, Stay } from './domain/apply.ts';
import type { Tally } from './domain/tally.ts';

export interface PropertyKey {
  readonly tenantId: string;
  readonly propertyId: string;
}

export interface StayKey extends PropertyKey {
  readonly reservationId: string;
}

const propertyKey = { tenant_id: 'uuid', property_id: 'uuid' } as const;
const stayKey = { ...propertyKey, reservation_id: 'uuid' } as const;
const nightKey = { ...propertyKey, night: 'date', room_type: 'text' } as const;

interface StayRow {
  readonly reservation_id: string;
  readonly version: number;
  readonly status: ReservationStatus | null;
  readonly turned_away: number;
  readonly reasons: string;
  readonly counted_from: HotelDate | null;
  readonly counted_room_type: RoomTypeCode | null;
  readonly counted_minor: number[] | null;
}

/** By reservation; who is not in it was never heard of. */
export async function loadStays(sql: Sql, keys: readonly StayKey[]): Promise<Map<string, Stay>> {
  const rows = await sql.rows<StayRow>(
    `select stay.*
     from ${rowsOfLists(stayKey)} wanted
     cross join lateral (
       select reservation_id, version, status, turned_away, reasons,
              counted_from, counted_room_type, counted_minor
       from stays
       where stays.tenant_id = wanted.tenant_id and stays.property_id = wanted.property_id
         and stays.reservation_id = wanted.reservation_id
       -- One look into the index for each, whatever the table's size was when this was planned.
       limit 1
     ) stay`,
    [
      keys.map((key) => key.tenantId),
      keys.map((key) => key.propertyId),
      keys.map((key) => key.reservationId),
    ],
  );
  return new Map(rows.map((row) => [row.reservation_id, stayOf(row)]));
}

function stayOf(row: StayRow): Stay {
  return {
    version: row.version,
    status: row.status ?? undefined,
    turnedAway: row.turned_away,
    reasons: row.reasons === '' ? [] : (row.reasons.split(' ') as ValidationCode[]),
    counted: countedOf(row),
  };
}

function countedOf(row: StayRow): CountedNights | undefined {
  const { counted_from: from, counted_room_type: roomType, counted_minor: ratesMinor } = row;
  if (from === null || roomType === null || ratesMinor === null) return undefined;
  return { from, roomType, ratesMinor };
}

export interface ChangedStay {
  readonly key: StayKey;
  readonly stay: Stay;
  /** No row is there, or none is presumed to be. */
  readonly isNew: boolean;
}

export async function writeStays(sql: Sql, stays: readonly ChangedStay[]): Promise<void> {
  await Promise.all([
    send(
      sql,
      insertStays,
      stays.filter(({ isNew }) => isNew),
    ),
    send(
      sql,
      replaceStays,
      stays.filter(({ isNew }) => !isNew),
    ),
  ]);
}

const insertStays = `
  insert into stays (tenant_id, property_id, reservation_id, version, status, turned_away, reasons,
                     counted_from, counted_room_type, counted_minor)
  select tenant_id, property_id, reservation_id, version, status, turned_away, reasons,
         counted_from, counted_room_type, counted_minor::bigint[]
  from ${rowsOfLists({
    ...stayKey,
    ...{ version: 'integer', status: 'text', turned_away: 'integer', reasons: 'text' },
    ...{ counted_from: 'date', counted_room_type: 'text', counted_minor: 'text' },
  })} stay`;

const replaceStays = `${insertStays}
  on conflict (tenant_id, property_id, reservation_id) do update
  set version = excluded.version, status = excluded.status, turned_away = excluded.turned_away,
      reasons = excluded.reasons, counted_from = excluded.counted_from,
      counted_room_type = excluded.counted_room_type, counted_minor = excluded.counted_minor`;

async function send(sql: Sql, statement: string, stays: readonly ChangedStay[]): Promise<void> {
  if (stays.length === 0) return;
  await sql.count(statement, [
    stays.map(({ key }) => key.tenantId),
    stays.map(({ key }) => key.propertyId),
    stays.map(({ key }) => key.reservationId),
    stays.map(({ stay }) => stay.version),
    stays.map(({ stay }) => stay.status ?? null),
    stays.map(({ stay }) => stay.turnedAway),
    stays.map(({ stay }) => stay.reasons.join(' ')),
    stays.map(({ stay }) => stay.counted?.from ?? null),
    stays.map(({ stay }) => stay.counted?.roomType ?? null),
    // An array of arrays of different lengths is no array of PostgreSQL's, so each travels as its text.
    stays.map(({ stay }) => (stay.counted ? arrayText(stay.counted.ratesMinor) : null)),
  ]);
}

/** A property is heard of before its reservations are: its writer's first fact opens it. */
export async function openProperties(
  sql: Sql,
  opened: readonly (PropertyKey & { readonly currency: Currency })[],
): Promise<void> {
  await sql.count(
    `insert into properties (tenant_id, property_id, currency)
     select * from ${rowsOfLists({ ...propertyKey, currency: 'text' })} opened on conflict do nothing`,
    [
      opened.map((each) => each.tenantId),
      opened.map((each) => each.propertyId),
      opened.map((each) => each.currency),
    ],
  );
}

type Tallied = readonly (readonly [PropertyKey, Tally])[];

export async function writeTallies(sql: Sql, tallies: Tallied): Promise<void> {
  await Promise.all([
    addToProperties(sql, tallies),
    addToNights(sql, tallies),
    addToFlags(sql, tallies),
  ]);
}

const countInProperties = `
  update properties
  set confirmed = properties.confirmed + added.confirmed,
      in_house = properties.in_house + added.in_house,
      checked_out = properties.checked_out + added.checked_out,
      cancelled = properties.cancelled + added.cancelled,
      no_show = properties.no_show + added.no_show,
      turned_away = properties.turned_away + added.turned_away
  from ${rowsOfLists({
    ...propertyKey,
    ...{ confirmed: 'integer', in_house: 'integer', checked_out: 'integer' },
    ...{ cancelled: 'integer', no_show: 'integer', turned_away: 'integer' },
  })} added
  -- One look into the index for each, whatever the table's size was when this was planned.
  cross join lateral (
    select ctid from properties
    where tenant_id = added.tenant_id and property_id = added.property_id
    limit 1
  ) found
  where properties.ctid = found.ctid`;

async function addToProperties(sql: Sql, tallies: Tallied): Promise<void> {
  const touched = await sql.count(countInProperties, [
    tallies.map(([key]) => key.tenantId),
    tallies.map(([key]) => key.propertyId),
    tallies.map(([, { status }]) => status.confirmed),
    tallies.map(([, { status }]) => status.in_house),
    tallies.map(([, { status }]) => status.checked_out),
    tallies.map(([, { status }]) => status.cancelled),
    tallies.map(([, { status }]) => status.no_show),
    tallies.map(([, { turnedAway }]) => turnedAway),
  ]);
  if (touched !== tallies.length)
    throw new Error('a fact came before the one that opens its property');
}

const countInNights = `
  insert into nights (tenant_id, property_id, night, room_type, rooms_sold, revenue_minor)
  select * from ${rowsOfLists({ ...nightKey, rooms_sold: 'integer', revenue_minor: 'bigint' })} added
  on conflict (tenant_id, property_id, night, room_type) do update
  set rooms_sold = nights.rooms_sold + excluded.rooms_sold,
      revenue_minor = nights.revenue_minor + excluded.revenue_minor`;

async function addToNights(sql: Sql, tallies: Tallied): Promise<void> {
  const changes = tallies.flatMap(([key, tally]) =>
    [...tally.nights.values()]
      .filter((change) => change.rooms !== 0 || change.revenueMinor !== 0)
      .map((change) => ({ ...key, ...change })),
  );
  if (changes.length === 0) return;
  const keys = [
    changes.map((each) => each.tenantId),
    changes.map((each) => each.propertyId),
    changes.map((each) => each.night),
    changes.map((each) => each.roomType),
  ];
  await sql.count(countInNights, [
    ...keys,
    changes.map((each) => each.rooms),
    changes.map((each) => each.revenueMinor),
  ]);
  if (changes.every((each) => each.rooms > 0)) return;
  // A night that has nothing left is as if nothing had been: however facts fall into batches, the rows are the same.
  await sql.count(
    `delete from nights
     using ${rowsOfLists(nightKey)} emptied
     where nights.tenant_id = emptied.tenant_id and nights.property_id = emptied.property_id
       and nights.night = emptied.night and nights.room_type = emptied.room_type
       and nights.rooms_sold = 0`,
    keys,
  );
}

const countFlags = `
  insert into flags (tenant_id, property_id, reason, bookings)
  select * from ${rowsOfLists({ ...propertyKey, reason: 'text', bookings: 'integer' })} added
  on conflict (tenant_id, property_id, reason) do update
  set bookings = flags.bookings + excluded.bookings`;

async function addToFlags(sql: Sql, tallies: Tallied): Promise<void> {
  const flags = tallies.flatMap(([key, tally]) =>
    [...tally.flagged].map(([reason, bookings]) => ({ ...key, reason, bookings })),
  );
  if (flags.length === 0) return;
  await sql.count(countFlags, [
    flags.map((each) => each.tenantId),
    flags.map((each) => each.propertyId),
    flags.map((each) => each.reason),
    flags.map((each) => each.bookings),
  ]);
}
