/** A kind of room that guests book: its beds, who may sleep in it, and whether its rooms are all listed (H1). */
import { roomTypesMax } from '#schema/properties.ts';
import { CountedRoomType, RoomTypeParams } from '#schema/rooms/http.ts';
import { RoomTypeDetails } from '#schema/rooms/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { versionConflict } from '#shared/function/version-conflict.ts';
import { putRoomTypes } from './change.ts';
import { takeProperty } from './master.ts';
import { problems } from './problems.ts';
import { countRooms } from './room-rows.ts';
import { readRoomTypes } from './room-type-rows.ts';

export default http({
  context: 'properties',
  name: 'set-room-type',
  purpose: 'Creates a room type, or replaces what is said of it.',
  route: 'PUT /v1/properties/{propertyId}/room-types/{roomType}',
  permission: 'properties:write',
  scope: 'propertyId',
  transaction: 'write',
  params: RoomTypeParams,
  body: RoomTypeDetails,
  answers: {
    200: CountedRoomType,
    404: ['property_unknown'],
    409: ['room_types_full'],
    412: ['version_conflict'],
  },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params, body, principal, request }, { sql, emit }) {
    const { propertyId, roomType } = params;
    const owner = { tenantId: principal.tenantId, propertyId };
    const changing = await takeProperty({ sql, emit }, owner);
    if (changing === undefined) return refuse('property_unknown');
    const standing = await readRoomTypes(sql, owner, changing.sold);
    const before = standing.get(roomType);
    const conflict = versionConflict(before?.version ?? 0, request.expectedVersion);
    if (conflict !== undefined) return conflict;
    if (before === undefined && changing.sold.length >= roomTypesMax)
      return refuse('room_types_full');
    const named = { roomType, ...body };
    const changed = await putRoomTypes(changing, [named], standing);
    const rooms = (await countRooms(sql, owner)).get(roomType) ?? 0;
    const version = changed.length === 0 ? (before?.version ?? 0) : changing.version;
    return { status: 200, body: { ...named, rooms }, version };
  },
});
