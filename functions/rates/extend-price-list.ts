/** A room type that a property has gained can be given prices. */
import { RoomTypesSet } from '#schema/rooms/events.ts';
import { type Delivered, subscriber } from '#shared/function/declare.ts';
import { readHead, takeHead } from './price-list.ts';

export default subscriber({
  context: 'rates',
  name: 'extend-price-list',
  purpose: 'Lets a room type that came after the opening be priced.',
  broker: 'properties',
  filters: [{ exact: { type: 'room_types.set.v1' } }],
  // A type is added once and never taken away, so no order is needed.
  order: 'unordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'write',
  data: RoomTypesSet,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, { sql }): Promise<Delivered> {
    const owner = { tenantId: event.extensions['tenantid'] ?? '', propertyId: data.propertyId };
    const codes = data.roomTypes.map(({ roomType }) => roomType);
    const known = await readHead(sql, owner);
    if (known === undefined) return { outcome: 'later', reason: 'its price list has not begun' };
    if (codes.every((code) => known.roomTypes.has(code))) return { outcome: 'done' };
    const head = await takeHead(sql, owner);
    const all = new Set([...(head ?? known).roomTypes, ...codes]);
    await sql.count(
      'update price_lists set room_types = $3 where tenant_id = $1 and property_id = $2',
      [owner.tenantId, owner.propertyId, JSON.stringify([...all])],
    );
    return { outcome: 'done' };
  },
});
