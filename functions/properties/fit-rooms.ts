/** Whether a stay fits in one room of a type, or needs moves, by what its caller has given away of the rooms (H1). */
import { PropertyParams } from '#schema/reservations/http.ts';
import { FitRooms, RoomsFit } from '#schema/rooms/http.ts';
import { RoomNumber } from '#schema/rooms/values.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { fitRooms } from './domain/fit-rooms.ts';
import { readSold } from './master.ts';
import { problems } from './problems.ts';

export default http({
  context: 'properties',
  name: 'fit-rooms',
  purpose: 'Says whether a stay fits in one room, or how few moves it needs, and in which rooms.',
  route: 'POST /v1/properties/{propertyId}/room-fits',
  permission: 'properties:read',
  scope: 'propertyId',
  transaction: 'read',
  // It makes nothing: asked twice it is reckoned twice.
  idempotencyKey: 'none',
  params: PropertyParams,
  body: FitRooms,
  // Five thousand rooms with their nights.
  bodyBytesMax: 512 * 1024,
  answers: { 200: RoomsFit, 404: ['property_unknown'] },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  async handle({ params, body, principal }, { sql }) {
    const owner = { tenantId: principal.tenantId, ...params };
    const rows = await sql.rows<{ room: string }>(
      `select room from rooms
       where tenant_id = $1 and property_id = $2 and room_type = $3 and active
       order by room collate "C"`,
      [owner.tenantId, owner.propertyId, body.roomType],
    );
    if (rows.length === 0 && (await readSold(sql, owner)) === undefined)
      return refuse('property_unknown');
    const parts = fitRooms(
      rows.map(({ room }) => room),
      body.taken.map(({ room, from, to }) => ({
        ...{ room, fromDay: dayNumber(from), toDay: dayNumber(to) },
      })),
      { fromDay: dayNumber(body.arrival), toDay: dayNumber(body.departure) },
    );
    if (parts === undefined) return { status: 200, body: { fits: false, rooms: [] } };
    const rooms = parts.map(({ room, fromDay, toDay }) => ({
      ...{ room: RoomNumber.parse(room), from: dateOfDay(fromDay), to: dateOfDay(toDay) },
    }));
    return { status: 200, body: { fits: true, moves: rooms.length - 1, rooms } };
  },
});
