/**
 * Rooms left, from the nights that the writer of bookings keeps. The one place where this context reads
 * another's tables: why, and which columns, says docs/decisions/0031.
 */
import { type RoomsLeft, roomsLeft, type SoldNight } from '#schema/reservations/rooms-left.ts';
import { dateOfDay, type PropertyId, type RoomTypeCode } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import type { LeftOf } from './domain/quote.ts';
import type { Owner } from './price-list.ts';

interface StoredProperty {
  readonly property_id: PropertyId;
  /** JSON. */
  readonly room_types: string;
}

type NightRow = SoldNight & Pick<StoredProperty, 'property_id'>;

/** On the nights `[fromDay, toDay)`, of those of the properties that there are. */
export async function readRoomsLeft(
  sql: Sql,
  tenantId: string,
  propertyIds: readonly PropertyId[],
  [fromDay, toDay]: readonly [number, number],
): Promise<ReadonlyMap<PropertyId, RoomsLeft>> {
  const [stored, nights] = await Promise.all([
    sql.rows<StoredProperty>(
      `select property_id, room_types from reservations.properties
       where tenant_id = $1 and property_id = any($2::uuid[])`,
      [tenantId, propertyIds],
    ),
    sql.rows<NightRow>(
      `select property_id, room_type as "roomType", night, physical, out_of_order as "outOfOrder",
         sell_limit as "sellLimit", sold
       from reservations.nights
       where tenant_id = $1 and property_id = any($2::uuid[]) and night >= $3 and night < $4`,
      [tenantId, propertyIds, dateOfDay(fromDay), dateOfDay(toDay)],
    ),
  ]);
  const nightsOf = Map.groupBy(nights, ({ property_id: id }) => id);
  return new Map(
    stored.map(({ property_id: id, room_types: types }) => [
      id,
      roomsLeft(JSON.parse(types), nightsOf.get(id) ?? [], fromDay, toDay),
    ]),
  );
}

export async function readRoomsLeftOf(
  sql: Sql,
  { tenantId, propertyId }: Owner,
  days: readonly [number, number],
): Promise<RoomsLeft> {
  const left = await readRoomsLeft(sql, tenantId, [propertyId], days);
  return left.get(propertyId) ?? { house: noneLeft(days), roomTypes: new Map() };
}

/** Of a room type that the writer does not know none can be sold. */
export function leftOf(left: RoomsLeft | undefined, days: readonly [number, number]): LeftOf {
  const none = noneLeft(days);
  return (roomType: RoomTypeCode) => left?.roomTypes.get(roomType) ?? none;
}

function noneLeft([fromDay, toDay]: readonly [number, number]): readonly number[] {
  return new Array<number>(toDay - fromDay).fill(0);
}
