/** One room type of a property. */
import { CountedRoomType, RoomTypeParams } from '#schema/rooms/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { readSold } from './master.ts';
import { problems } from './problems.ts';
import { countRooms } from './room-rows.ts';
import { readRoomTypes } from './room-type-rows.ts';

export default http({
  context: 'properties',
  name: 'get-room-type',
  purpose: 'Gives one room type: beds, occupancy, description, and how many rooms are listed.',
  route: 'GET /v1/properties/{propertyId}/room-types/{roomType}',
  permission: 'properties:read',
  scope: 'propertyId',
  transaction: 'read',
  params: RoomTypeParams,
  answers: { 200: CountedRoomType, 404: ['property_unknown', 'room_type_not_found'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, principal }, { sql }) {
    const owner = { tenantId: principal.tenantId, propertyId: params.propertyId };
    const sold = await readSold(sql, owner);
    if (sold === undefined) return refuse('property_unknown');
    const stored = (await readRoomTypes(sql, owner, sold)).get(params.roomType);
    if (stored === undefined) return refuse('room_type_not_found');
    const rooms = (await countRooms(sql, owner)).get(params.roomType) ?? 0;
    return { status: 200, body: { ...stored.roomType, rooms }, version: stored.version };
  },
});
