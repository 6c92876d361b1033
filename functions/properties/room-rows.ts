/** Rooms between the tables and their values. */
import type { NamedRoom } from '#schema/rooms/http.ts';
import { RoomNumber } from '#schema/rooms/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type { Owner } from './master.ts';

export interface RoomRow {
  readonly room: string;
  readonly details: string;
  readonly version: number;
}

export interface StoredRoom {
  readonly room: NamedRoom;
  readonly version: number;
}

export const roomColumns = 'room, details, version';

export function roomOf({ room, details, version }: RoomRow): StoredRoom {
  // Judged when it was written.
  return { room: { room: RoomNumber.parse(room), ...JSON.parse(details) }, version };
}

/** All of a property, or those with these numbers. */
export async function readRooms(
  sql: Sql,
  { tenantId, propertyId }: Owner,
  numbers?: readonly RoomNumber[],
): Promise<ReadonlyMap<RoomNumber, StoredRoom>> {
  const rows = await sql.rows<RoomRow>(
    `select ${roomColumns} from rooms
     where tenant_id = $1 and property_id = $2 and ($3::text[] is null or room = any($3))`,
    [tenantId, propertyId, numbers ?? null],
  );
  return new Map(rows.map(roomOf).map((stored) => [stored.room.room, stored]));
}

export async function writeRows(
  sql: Sql,
  { tenantId, propertyId }: Owner,
  rooms: readonly NamedRoom[],
  version: number,
): Promise<void> {
  await sql.count(
    `insert into rooms (tenant_id, property_id, room, room_type, active, details, version)
     select $1, $2, room, room_type, active, details, $7
     from ${rowsOfLists({ room: 'text', room_type: 'text', active: 'boolean', details: 'text' }, 3)} said
     on conflict (tenant_id, property_id, room) do update
     set room_type = excluded.room_type, active = excluded.active,
         details = excluded.details, version = excluded.version`,
    [
      tenantId,
      propertyId,
      rooms.map(({ room }) => room),
      rooms.map(({ roomType }) => roomType),
      rooms.map(({ active }) => active),
      rooms.map(({ room: _room, ...details }) => JSON.stringify(details)),
      version,
    ],
  );
}

/** Active rooms by their type. */
export async function countRooms(
  sql: Sql,
  { tenantId, propertyId }: Owner,
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.rows<{ room_type: string; rooms: number }>(
    `select room_type, count(*)::integer as rooms from rooms
     where tenant_id = $1 and property_id = $2 and active group by room_type`,
    [tenantId, propertyId],
  );
  return new Map(rows.map((row) => [row.room_type, row.rooms]));
}

export async function numberOfRooms(sql: Sql, { tenantId, propertyId }: Owner): Promise<number> {
  const [row] = await sql.rows<{ rooms: number }>(
    `select count(*)::integer as rooms from rooms where tenant_id = $1 and property_id = $2`,
    [tenantId, propertyId],
  );
  return row?.rooms ?? 0;
}
