/** A room type that a property has gained can be given prices, and is offered to as many as may sleep in it. */
import { isDeepStrictEqual } from 'node:util';
import { RoomTypesSet } from '#schema/rooms/events.ts';
import { type Delivered, subscriber } from '#shared/function/declare.ts';
import { lockHead, type PricedType, setRoomTypes } from './price-list.ts';

export default subscriber({
  context: 'rates',
  name: 'extend-price-list',
  purpose: 'Lets a room type that came after the opening be priced, and keeps who may sleep in it.',
  broker: 'properties',
  filters: [{ exact: { type: 'room_types.set.v1' } }],
  // Of two facts about a type the one of the later version counts, so no order is needed.
  order: 'unordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'write',
  data: RoomTypesSet,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, { sql }): Promise<Delivered> {
    const owner = { tenantId: event.extensions['tenantid'] ?? '', propertyId: data.propertyId };
    const said = data.roomTypes.map(
      ({ roomType, occupancy }): PricedType => ({
        ...{ code: roomType, occupancy, version: data.version },
      }),
    );
    const head = await lockHead(sql, owner);
    if (head === undefined) return { outcome: 'later', reason: 'its price list has not begun' };
    const known = new Map(head.roomTypes);
    const news = said.filter(({ code, version }) => version > (known.get(code)?.version ?? -1));
    if (news.length === 0) return { outcome: 'done' };
    const isOther = news.some(({ code, occupancy }) => {
      const before = known.get(code);
      return before === undefined || !isDeepStrictEqual(before.occupancy, occupancy);
    });
    for (const type of news) known.set(type.code, type);
    await setRoomTypes(sql, owner, { roomTypes: [...known.values()], isOther });
    return { outcome: 'done' };
  },
});
