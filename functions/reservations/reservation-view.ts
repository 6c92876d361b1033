/** A reservation as callers see it, read under their tenant: its row, its guest unsealed, its actions. */
import type * as z from 'zod';
import type { PricedStay } from '#schema/rates/priced-stay.ts';
import type { Reservation } from '#schema/reservations/http.ts';
import type {
  CancelReason,
  NightRate,
  ReservationStatus,
  ValidationMessage,
} from '#schema/reservations/values.ts';
import type { Unchanging } from '#schema/unchanging.ts';
import {
  type Currency,
  dateOfDay,
  dayNumber,
  type HotelDate,
  type Instant,
  type PropertyId,
  type ReservationId,
  type RoomTypeCode,
} from '#schema/values.ts';
import type { Changing } from '#shared/changing.ts';
import type { Database, Sql } from '#shared/database/database.ts';
import { gatheredReads } from '#shared/database/gathered.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { per } from '#shared/function/per.ts';
import { actionsOf } from './domain/actions.ts';
import { feeOwed } from './domain/fee-owed.ts';
import { type Personal, unsealPersonal } from './personal.ts';

interface ReservationFields {
  readonly property_id: PropertyId;
  readonly reservation_id: ReservationId;
  readonly confirmation_number: string;
  readonly version: number;
  readonly status: ReservationStatus;
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly room_type: RoomTypeCode;
  readonly assigned_room_type: RoomTypeCode | null;
  readonly rates_minor: readonly number[];
  readonly currency: Currency;
  readonly adults: number;
  readonly children: number | null;
  readonly infants: number;
  readonly country: string | null;
  readonly country_asked: boolean;
  readonly external_code: string | null;
  readonly checked_in_on: HotelDate | null;
  readonly closed_on: HotelDate | null;
  readonly cancel_reason: CancelReason | null;
  readonly created_at: Instant;
  readonly changed_at: Instant;
  readonly business_date: HotelDate;
}

export interface ReservationViewRow extends ReservationFields {
  readonly personal: string | null;
  readonly guest_key: string | null;
  readonly validation_messages: string;
  readonly price: string | null;
}

/** Everything `represent` needs of the rows that `reservations` names. */
export function selectReservations(reservations: string): string {
  return `
  select reservation.*, property.business_date, guest_key.key as guest_key
  from ${reservations} reservation
  join properties property
    on property.tenant_id = reservation.tenant_id and property.property_id = reservation.property_id
  left join guest_keys guest_key
    on guest_key.tenant_id = reservation.tenant_id and guest_key.property_id = reservation.property_id
   and guest_key.reservation_id = reservation.reservation_id
   and guest_key.key_id = split_part(reservation.personal, '.', 1)`;
}

export type ReservationView = Unchanging<z.input<typeof Reservation>>;

export function represent(row: ReservationViewRow): ReservationView {
  const personal = unsealPersonal(row.personal, row.guest_key, row.reservation_id);
  const messages: readonly ValidationMessage[] = JSON.parse(row.validation_messages);
  return viewOf(row, messages, row.price === null ? undefined : JSON.parse(row.price), personal);
}

export function viewOf(
  row: ReservationFields,
  messages: readonly ValidationMessage[],
  price: PricedStay | undefined,
  personal: Personal | undefined,
): ReservationView {
  const firstDay = dayNumber(row.arrival);
  const standing = {
    status: row.status,
    arrival: row.arrival,
    departure: row.departure,
    checkedInOn: row.checked_in_on,
    closedOn: row.closed_on,
  };
  const owed = feeOwed(price, row.status, row.cancel_reason, row.changed_at);
  const view: Changing<ReservationView> = {
    id: row.reservation_id,
    propertyId: row.property_id,
    confirmationNumber: row.confirmation_number,
    status: row.status,
    version: row.version,
    arrival: row.arrival,
    departure: row.departure,
    roomType: row.room_type,
    rates: row.rates_minor.map(
      (amountMinor, night): NightRate => ({
        night: dateOfDay(firstDay + night),
        amountMinor,
        currency: row.currency,
      }),
    ),
    currency: row.currency,
    totalMinor: price?.totalMinor ?? row.rates_minor.reduce((sum, amount) => sum + amount, 0),
    adults: row.adults,
    children: row.children,
    infants: row.infants,
    validationMessages: messages,
    actions: actionsOf(standing, row.business_date),
    bookedAt: row.created_at,
    updatedAt: row.changed_at,
  };
  // Set instead of spread, which would make an object for each, whether it has it or not.
  if (row.assigned_room_type !== null) view.assignedRoomType = row.assigned_room_type;
  if (price !== undefined) view.price = price;
  if (owed !== undefined) view.feeOwed = owed;
  if (personal?.guest !== undefined) view.guest = personal.guest;
  if (personal?.comment !== undefined) view.comment = personal.comment;
  if (row.country_asked || row.country !== null) view.country = row.country;
  if (row.external_code !== null) view.externalCode = row.external_code;
  if (row.cancel_reason !== null) view.cancelReason = row.cancel_reason;
  return view;
}

interface Key {
  readonly propertyId: PropertyId;
  readonly reservationId: ReservationId;
}

/** `limit 1` keeps it one look into the index per key: a plan made while the table was empty would read the tenant's all. */
const byKey = `
  with found as materialized (
    select each.* from ${rowsOfLists({ property_id: 'uuid', reservation_id: 'uuid' }, 2)} wanted
    cross join lateral (
      select * from reservations
      where tenant_id = $1 and property_id = wanted.property_id and reservation_id = wanted.reservation_id
      limit 1
    ) each
  )
  ${selectReservations('found')}`;

async function fetchRows(
  sql: Sql,
  tenantId: string,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, ReservationViewRow>> {
  const rows = await sql.rows<ReservationViewRow>(byKey, [
    tenantId,
    keys.map((key) => key.propertyId),
    keys.map((key) => key.reservationId),
  ]);
  return new Map(rows.map((row) => [`${row.property_id}:${row.reservation_id}`, row]));
}

const readers = per((database: Pick<Database, 'read'>) =>
  gatheredReads(database, (key: Key) => `${key.propertyId}:${key.reservationId}`, fetchRows),
);

export async function readReservation(
  database: Pick<Database, 'read'>,
  tenantId: string,
  key: Key,
): Promise<ReservationView | undefined> {
  const row = await readers(database)(tenantId, key);
  return row === undefined ? undefined : represent(row);
}
