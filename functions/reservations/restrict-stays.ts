/** Tells the writer of a property what its price list says of stays: it alone decides bookings by quotes. */
import { SaidOfStays } from '#schema/rates/events.ts';
import { type Delivered, subscriber } from '#shared/function/declare.ts';
import { tellWriter } from './tell-writer.ts';

export default subscriber({
  context: 'reservations',
  name: 'restrict-stays',
  purpose: 'Has the writer judge bookings by quotes with the restrictions of now.',
  broker: 'rates',
  filters: [
    {
      any: [
        { exact: { type: 'restrictions.set.v1' } },
        { exact: { type: 'stay_restrictions.changed.v1' } },
      ],
    },
  ],
  // An older list that comes late changes nothing, so order saves work and is not needed.
  order: 'ordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'none',
  data: SaidOfStays,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, tools): Promise<Delivered> {
    const { propertyId, scopes, version: listVersion } = data;
    // An older fact, whose scopes are told by those beside it.
    if (scopes === undefined) return { outcome: 'nothing_to_do' };
    return tellWriter('restrict-stays', propertyId, event, tools, {
      ...{ type: 'restrict_stays', scopes, listVersion },
    });
  },
});
