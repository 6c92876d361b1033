/** The row that a property's price list hangs on: who changes the list takes it first. */
import * as z from 'zod';
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import { Occupancy } from '#schema/rooms/values.ts';
import { type Currency, HotelDate, type PropertyId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { localDate } from '#shared/local-date.ts';

/** A room type that may be priced; from the opening on it is known by its code alone. */
export interface PricedType {
  readonly code: string;
  /** Who may sleep in a room; `null` where nobody has said. */
  readonly occupancy: Occupancy | null;
  /** Of the property's description that has said so. */
  readonly version: number;
}

const RoomTypes = z.array(
  z.union([
    z.string().transform((code): PricedType => ({ code, occupancy: null, version: 0 })),
    z.object({ code: z.string(), occupancy: Occupancy.nullable(), version: z.int() }),
  ]),
);

/** Everything in it was judged when it was written. */
export interface ListRow {
  readonly currency: Currency;
  readonly time_zone: string;
  readonly room_types: string;
  readonly taxes: string;
  readonly version: number;
}

export interface PriceListHead {
  readonly currency: Currency;
  readonly timeZone: string;
  readonly roomTypes: ReadonlyMap<string, PricedType>;
  readonly taxes: TaxEnvironment;
  readonly version: number;
}

export interface Owner {
  readonly tenantId: string;
  readonly propertyId: PropertyId;
}

export const headColumns = 'currency, time_zone, room_types, taxes, version';

export function headOf(row: ListRow): PriceListHead {
  return {
    currency: row.currency,
    timeZone: row.time_zone,
    roomTypes: new Map(
      RoomTypes.parse(JSON.parse(row.room_types)).map((type) => [type.code, type]),
    ),
    taxes: JSON.parse(row.taxes),
    version: row.version,
  };
}

/** The date it is at the property. */
export function todayAt({ timeZone }: Pick<PriceListHead, 'timeZone'>, nowMs: number): HotelDate {
  return HotelDate.parse(localDate(nowMs, timeZone));
}

export function readHead(sql: Sql, owner: Owner): Promise<PriceListHead | undefined> {
  return selectHead(sql, owner, '');
}

/** Whoever comes next waits for this transaction; its version is left as it is. */
export function lockHead(sql: Sql, owner: Owner): Promise<PriceListHead | undefined> {
  return selectHead(sql, owner, 'for update');
}

async function selectHead(
  sql: Sql,
  owner: Owner,
  lock: '' | 'for update',
): Promise<PriceListHead | undefined> {
  const [row] = await sql.rows<ListRow>(
    `select ${headColumns} from price_lists where tenant_id = $1 and property_id = $2 ${lock}`,
    [owner.tenantId, owner.propertyId],
  );
  return row === undefined ? undefined : headOf(row);
}

/** Moves its version; whoever comes next waits for this transaction. Undefined: there is no such property. */
export async function takeHead(sql: Sql, owner: Owner): Promise<PriceListHead | undefined> {
  const [row] = await sql.rows<ListRow>(
    `update price_lists set version = version + 1
     where tenant_id = $1 and property_id = $2 returning ${headColumns}`,
    [owner.tenantId, owner.propertyId],
  );
  return row === undefined ? undefined : headOf(row);
}

export interface ToldTypes {
  readonly roomTypes: readonly PricedType[];
  /** Whether a quote may be another one by it. */
  readonly isOther: boolean;
}

export async function setRoomTypes(
  sql: Sql,
  owner: Owner,
  { roomTypes, isOther }: ToldTypes,
): Promise<void> {
  await sql.count(
    `update price_lists set room_types = $3, version = version + $4::integer
     where tenant_id = $1 and property_id = $2`,
    [owner.tenantId, owner.propertyId, JSON.stringify(roomTypes), isOther ? 1 : 0],
  );
}
