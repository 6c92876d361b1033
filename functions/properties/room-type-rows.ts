/** Room types between the table and their values. Those that came with the opening have a row once more is said of them. */
import type { RoomType } from '#schema/properties.ts';
import type { NamedRoomType } from '#schema/rooms/http.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type { Owner } from './master.ts';

export interface StoredRoomType {
  readonly roomType: NamedRoomType;
  readonly version: number;
}

interface RoomTypeRow {
  readonly room_type: string;
  readonly details: string;
  readonly version: number;
}

/** In the order of what is sold. */
export async function readRoomTypes(
  sql: Sql,
  { tenantId, propertyId }: Owner,
  sold: readonly RoomType[],
): Promise<ReadonlyMap<RoomTypeCode, StoredRoomType>> {
  const rows = await sql.rows<RoomTypeRow>(
    'select room_type, details, version from room_types where tenant_id = $1 and property_id = $2',
    [tenantId, propertyId],
  );
  const said = new Map(rows.map((row) => [row.room_type, row]));
  return new Map(
    sold.map(({ code, name }): [RoomTypeCode, StoredRoomType] => {
      const row = said.get(code);
      if (row === undefined) return [code, { roomType: newRoomType(code, name), version: 1 }];
      // Judged when it was written.
      return [
        code,
        { roomType: { roomType: code, ...JSON.parse(row.details) }, version: row.version },
      ];
    }),
  );
}

/** Of which nothing is known but its name. */
export function newRoomType(roomType: RoomTypeCode, name: string): NamedRoomType {
  return {
    ...{ roomType, name, description: '', beds: [], occupancy: null },
    ...{ connecting: false, roomsListed: false },
  };
}

export async function writeRoomTypeRows(
  sql: Sql,
  { tenantId, propertyId }: Owner,
  roomTypes: readonly NamedRoomType[],
  version: number,
): Promise<void> {
  await sql.count(
    `insert into room_types (tenant_id, property_id, room_type, details, version)
     select $1, $2, room_type, details, $5
     from ${rowsOfLists({ room_type: 'text', details: 'text' }, 3)} said
     on conflict (tenant_id, property_id, room_type) do update
     set details = excluded.details, version = excluded.version`,
    [
      tenantId,
      propertyId,
      roomTypes.map(({ roomType }) => roomType),
      roomTypes.map(({ roomType: _code, ...details }) => JSON.stringify(details)),
      version,
    ],
  );
}
