/** One room of a property. */
import { NamedRoom, RoomParams } from '#schema/rooms/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { readSold } from './master.ts';
import { problems } from './problems.ts';
import { readRooms } from './room-rows.ts';

export default http({
  context: 'properties',
  name: 'get-room',
  purpose: 'Gives one room: its type, floor, features and the rooms it connects to.',
  route: 'GET /v1/properties/{propertyId}/rooms/{room}',
  permission: 'properties:read',
  scope: 'propertyId',
  transaction: 'read',
  params: RoomParams,
  answers: { 200: NamedRoom, 404: ['property_unknown', 'room_unknown'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, principal }, { sql }) {
    const owner = { tenantId: principal.tenantId, propertyId: params.propertyId };
    const stored = (await readRooms(sql, owner, [params.room])).get(params.room);
    if (stored !== undefined) return { status: 200, body: stored.room, version: stored.version };
    return refuse((await readSold(sql, owner)) === undefined ? 'property_unknown' : 'room_unknown');
  },
});
