/** Begins the price list of a property that its writer has opened: no plan, no price, no tax. */
import * as z from 'zod';
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import { subscriber } from '#shared/function/declare.ts';

/** Facts are read tolerantly: what is added to them later is not our concern. */
const PropertyOpened = z.object({
  propertyId: z.uuid(),
  timeZone: z.string(),
  currency: z.string(),
  roomTypes: z.array(z.object({ code: z.string() })),
});

/** As the invoices of the European Union are rounded (EN 16931, BR-CO-17), until the house says otherwise. */
const untaxed: TaxEnvironment = {
  taxes: [],
  rounding: { point: 'per_tax_bucket', mode: 'half_up' },
};

export default subscriber({
  context: 'rates',
  name: 'begin-price-list',
  purpose: 'Begins the price list of a property when it opens.',
  broker: 'reservations',
  filters: [{ exact: { type: 'property.opened.v1' } }],
  order: 'unordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'write',
  data: PropertyOpened,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, { sql }) {
    await sql.count(
      `insert into price_lists (tenant_id, property_id, currency, time_zone, room_types, taxes)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant_id, property_id) do nothing`,
      [
        event.extensions['tenantid'],
        data.propertyId,
        data.currency,
        data.timeZone,
        JSON.stringify(data.roomTypes.map(({ code }) => code)),
        JSON.stringify(untaxed),
      ],
    );
    return { outcome: 'done' };
  },
});
