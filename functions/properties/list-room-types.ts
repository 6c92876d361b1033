/** The room types of a property, in the order in which they came to it. */
import { PropertyParams } from '#schema/reservations/http.ts';
import { RoomTypePage } from '#schema/rooms/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { readSold } from './master.ts';
import { problems } from './problems.ts';
import { countRooms } from './room-rows.ts';
import { readRoomTypes } from './room-type-rows.ts';

export default http({
  context: 'properties',
  name: 'list-room-types',
  purpose: 'Lists the room types of a property with their beds, occupancy and rooms.',
  route: 'GET /v1/properties/{propertyId}/room-types',
  permission: 'properties:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  answers: { 200: RoomTypePage, 404: ['property_unknown'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, principal }, { sql }) {
    const owner = { tenantId: principal.tenantId, ...params };
    const sold = await readSold(sql, owner);
    if (sold === undefined) return refuse('property_unknown');
    const [types, counts] = [await readRoomTypes(sql, owner, sold), await countRooms(sql, owner)];
    const roomTypes = [...types.values()].map(({ roomType }) => ({
      ...roomType,
      rooms: counts.get(roomType.roomType) ?? 0,
    }));
    return { status: 200, body: { roomTypes } };
  },
});
