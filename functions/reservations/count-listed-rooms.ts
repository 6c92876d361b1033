/** Tells the writer of a property how many rooms of a type are listed: it alone decides what is sold by it. */
import { RoomTypeRoomsChanged } from '#schema/rooms/events.ts';
import { type Delivered, subscriber } from '#shared/function/declare.ts';
import { tellWriter } from './tell-writer.ts';

export default subscriber({
  context: 'reservations',
  name: 'count-listed-rooms',
  purpose: 'Has the writer sell as many rooms of a type as are listed and active.',
  broker: 'properties',
  filters: [{ exact: { type: 'room_type.rooms_changed.v1' } }],
  // An older count that comes late changes nothing, so order saves work and is not needed.
  order: 'ordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'none',
  data: RoomTypeRoomsChanged,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, tools): Promise<Delivered> {
    const { propertyId, version: listVersion, roomType, name, rooms } = data;
    return tellWriter('count-listed-rooms', propertyId, event, tools, {
      ...{ type: 'count_rooms', roomType, name, rooms, listVersion },
    });
  },
});
