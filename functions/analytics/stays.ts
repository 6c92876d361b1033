/** The rows of the projection: what is known of the stays a batch is about, and what it changes. */

import type { ReservationStatus, ValidationCode } from '#schema/reservations/values.ts';
import type { Currency, HotelDate, RoomTypeCode } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { arrayText } from '#shared/database/postgres-arrays.ts';
import type { CountedNights, Stay } from './domain/apply.ts';
import type { Tally } from './domain/tally.ts';

export interface PropertyKey {
  readonly tenantId: string;
  readonly propertyId: string;
}

export interface StayKey extends PropertyKey {
  readonly reservationId: string;
}

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
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) wanted (tenant_id, property_id, reservation_id)
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
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::integer[],
              $7::text[], $8::date[], $9::text[], $10::text[])
    stay (tenant_id, property_id, reservation_id, version, status, turned_away, reasons,
          counted_from, counted_room_type, counted_minor)`;

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
     select * from unnest($1::uuid[], $2::uuid[], $3::text[]) on conflict do nothing`,
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

async function addToProperties(sql: Sql, tallies: Tallied): Promise<void> {
  const touched = await sql.count(
    `update properties
     set confirmed = properties.confirmed + added.confirmed,
         in_house = properties.in_house + added.in_house,
         checked_out = properties.checked_out + added.checked_out,
         cancelled = properties.cancelled + added.cancelled,
         no_show = properties.no_show + added.no_show,
         turned_away = properties.turned_away + added.turned_away
     from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::integer[], $6::integer[],
                 $7::integer[], $8::integer[])
       added (tenant_id, property_id, confirmed, in_house, checked_out, cancelled, no_show, turned_away)
     -- One look into the index for each, whatever the table's size was when this was planned.
     cross join lateral (
       select ctid from properties
       where tenant_id = added.tenant_id and property_id = added.property_id
       limit 1
     ) found
     where properties.ctid = found.ctid`,
    [
      tallies.map(([key]) => key.tenantId),
      tallies.map(([key]) => key.propertyId),
      tallies.map(([, { status }]) => status.confirmed),
      tallies.map(([, { status }]) => status.in_house),
      tallies.map(([, { status }]) => status.checked_out),
      tallies.map(([, { status }]) => status.cancelled),
      tallies.map(([, { status }]) => status.no_show),
      tallies.map(([, { turnedAway }]) => turnedAway),
    ],
  );
  if (touched !== tallies.length)
    throw new Error('a fact came before the one that opens its property');
}

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
  await sql.count(
    `insert into nights (tenant_id, property_id, night, room_type, rooms_sold, revenue_minor)
     select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::text[], $5::integer[], $6::bigint[])
     on conflict (tenant_id, property_id, night, room_type) do update
     set rooms_sold = nights.rooms_sold + excluded.rooms_sold,
         revenue_minor = nights.revenue_minor + excluded.revenue_minor`,
    [...keys, changes.map((each) => each.rooms), changes.map((each) => each.revenueMinor)],
  );
  if (changes.every((each) => each.rooms > 0)) return;
  // A night that has nothing left is as if nothing had been: however facts fall into batches, the rows are the same.
  await sql.count(
    `delete from nights
     using unnest($1::uuid[], $2::uuid[], $3::date[], $4::text[]) emptied (tenant_id, property_id, night, room_type)
     where nights.tenant_id = emptied.tenant_id and nights.property_id = emptied.property_id
       and nights.night = emptied.night and nights.room_type = emptied.room_type
       and nights.rooms_sold = 0`,
    keys,
  );
}

async function addToFlags(sql: Sql, tallies: Tallied): Promise<void> {
  const flags = tallies.flatMap(([key, tally]) =>
    [...tally.flagged].map(([reason, bookings]) => ({ ...key, reason, bookings })),
  );
  if (flags.length === 0) return;
  await sql.count(
    `insert into flags (tenant_id, property_id, reason, bookings)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::integer[])
     on conflict (tenant_id, property_id, reason) do update
     set bookings = flags.bookings + excluded.bookings`,
    [
      flags.map((each) => each.tenantId),
      flags.map((each) => each.propertyId),
      flags.map((each) => each.reason),
      flags.map((each) => each.bookings),
    ],
  );
}
