/** A room of the house: what it is, where it is, and which rooms a door leads to. */
import { NamedRoom, RoomParams } from '#schema/rooms/http.ts';
import { RoomDetails, roomsMax } from '#schema/rooms/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { versionConflict } from '#shared/function/version-conflict.ts';
import { putRooms } from './change.ts';
import { doorsToNowhere } from './domain/doors.ts';
import { takeProperty } from './master.ts';
import { problems } from './problems.ts';
import { numberOfRooms, readRooms } from './room-rows.ts';

export default http({
  context: 'properties',
  name: 'set-room',
  purpose: 'Creates a room, or replaces what is said of it; a door is put into both its rooms.',
  route: 'PUT /v1/properties/{propertyId}/rooms/{room}',
  permission: 'properties:write',
  scope: 'propertyId',
  transaction: 'write',
  params: RoomParams,
  body: RoomDetails,
  answers: {
    200: NamedRoom,
    404: ['property_unknown'],
    409: ['rooms_full'],
    412: ['version_conflict'],
    422: ['connecting_room_unknown', 'room_type_unknown'],
  },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ params, body, principal, request }, { sql, emit }) {
    const { propertyId, room } = params;
    const owner = { tenantId: principal.tenantId, propertyId };
    const changing = await takeProperty({ sql, emit }, owner);
    if (changing === undefined) return refuse('property_unknown');
    const before = (await readRooms(sql, owner, [room])).get(room);
    const conflict = versionConflict(before?.version ?? 0, request.expectedVersion);
    if (conflict !== undefined) return conflict;
    if (changing.sold.every(({ code }) => code !== body.roomType))
      return refuse('room_type_unknown', { details: { roomType: body.roomType } });
    if (before === undefined && (await numberOfRooms(sql, owner)) >= roomsMax)
      return refuse('rooms_full');
    const others = [...body.connectsTo, ...(before?.room.connectsTo ?? [])];
    const standing = await readRooms(sql, owner, [room, ...others]);
    const named = { room, ...body };
    const nowhere = doorsToNowhere(standing, [named]);
    const rooms = nowhere.get(room);
    if (rooms !== undefined) return refuse('connecting_room_unknown', { details: { rooms } });
    const changed = await putRooms(changing, [named], standing);
    const after = changed.find((each) => each.room === room);
    return {
      status: 200,
      body: after ?? { ...named, connectsTo: named.connectsTo.toSorted() },
      version: after === undefined ? (before?.version ?? 0) : changing.version,
    };
  },
});
