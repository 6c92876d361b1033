/** Keeps the reference data of a property that its writer has opened. */
import * as z from 'zod';
import { RoomType } from '#schema/properties.ts';
import { subscriber } from '#shared/function/declare.ts';

/** Facts are read tolerantly: what is added to them later is not our concern. */
const PropertyOpened = z.object({
  propertyId: z.uuid(),
  name: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  businessDate: z.string(),
  roomTypes: z.array(z.object(RoomType.shape)),
});

export default subscriber({
  context: 'properties',
  name: 'record-property',
  purpose: 'Records the name, place and room types of a property when it opens.',
  broker: 'reservations',
  filters: [{ exact: { type: 'property.opened.v1' } }],
  order: 'unordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'write',
  data: PropertyOpened,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, { sql }) {
    await sql.count(
      `insert into properties (tenant_id, property_id, name, time_zone, currency, business_date, room_types)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, property_id) do nothing`,
      [
        event.extensions['tenantid'],
        data.propertyId,
        data.name,
        data.timeZone,
        data.currency,
        data.businessDate,
        JSON.stringify(data.roomTypes),
      ],
    );
    return { outcome: 'done' };
  },
});
