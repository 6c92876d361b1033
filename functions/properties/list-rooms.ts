/** The rooms of a property by number, in pages. */
import * as z from 'zod';
import { PropertyParams } from '#schema/reservations/http.ts';
import { RoomPage, RoomsQuery, roomsPageMax } from '#schema/rooms/http.ts';
import { RoomNumber } from '#schema/rooms/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { readSold } from './master.ts';
import { problems } from './problems.ts';
import { type RoomRow, roomColumns, roomOf } from './room-rows.ts';

/** What the list sorts by. */
const Key = z.tuple([RoomNumber]);

export default http({
  context: 'properties',
  name: 'list-rooms',
  purpose: 'Lists the rooms of a property with type, floor, features and doors, in pages.',
  route: 'GET /v1/properties/{propertyId}/rooms',
  permission: 'properties:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: RoomsQuery,
  answers: { 200: RoomPage, 400: ['cursor_invalid'], 404: ['property_unknown'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, query, principal }, { sql }) {
    const owner = { tenantId: principal.tenantId, ...params };
    const limit = query.limit ?? roomsPageMax;
    const after = query.cursor === undefined ? [null] : decodeCursor(query.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const rows = await sql.rows<RoomRow>(
      `select ${roomColumns} from rooms
       where tenant_id = $1 and property_id = $2 and ($3::text is null or room_type = $3)
         and ($4::text is null or room collate "C" > $4)
       order by room collate "C" limit $5`,
      [owner.tenantId, owner.propertyId, query.roomType ?? null, after[0], limit + 1],
    );
    if (rows.length === 0 && (await readSold(sql, owner)) === undefined)
      return refuse('property_unknown');
    const { page, next } = pageOf(rows, limit, ({ room }) => [room]);
    return { status: 200, body: { rooms: page.map((row) => roomOf(row).room), ...next } };
  },
});
