/** Tells the writer of a property who may sleep in its rooms: it alone decides bookings. */
import { RoomTypesSet } from '#schema/rooms/events.ts';
import { type Delivered, subscriber } from '#shared/function/declare.ts';
import { tellWriter } from './tell-writer.ts';

export default subscriber({
  context: 'reservations',
  name: 'limit-persons',
  purpose: 'Has the writer judge how many persons a booking is for.',
  broker: 'properties',
  filters: [{ exact: { type: 'room_types.set.v1' } }],
  // An older description that comes late changes nothing, so order saves work and is not needed.
  order: 'ordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'none',
  data: RoomTypesSet,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, tools): Promise<Delivered> {
    const roomTypes = data.roomTypes.map(({ roomType, occupancy }) => ({ roomType, occupancy }));
    return tellWriter('limit-persons', data.propertyId, event, tools, {
      ...{ type: 'limit_persons', roomTypes, listVersion: data.version },
    });
  },
});
