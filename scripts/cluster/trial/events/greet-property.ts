/** A subscriber of the trial alone, because none of the product's replies: greets a property that has opened. */
import * as z from 'zod';
import { subscriber } from '#shared/function/declare.ts';

export const greetProperty = subscriber({
  context: 'properties',
  name: 'greet-property',
  purpose: 'Greets a property when it opens.',
  broker: 'reservations',
  filters: [{ exact: { type: 'property.opened.v1' } }],
  order: 'unordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'none',
  data: z.object({ propertyId: z.uuid() }),
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }) {
    return {
      outcome: 'done',
      reply: {
        ...{ specversion: '1.0', id: `${event.id}/greeted`, source: '/trial' },
        ...{ type: 'property.greeted.v1', datacontenttype: 'application/json' },
        ...{ extensions: {}, data: JSON.stringify({ greeted: data.propertyId }) },
      },
    };
  },
});
