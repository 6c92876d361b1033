/** Keeps the name and city of a property, so that whoever searches a city finds what it sells. */
import { PropertySet } from '#schema/rooms/events.ts';
import { subscriber } from '#shared/function/declare.ts';
import { cityKey } from './domain/city-key.ts';

export default subscriber({
  context: 'rates',
  name: 'record-place',
  purpose: 'Keeps the name and city of a property, for who searches over many.',
  broker: 'properties',
  filters: [{ exact: { type: 'property.set.v1' } }],
  // Of two facts the one of the later version counts, so no order is needed.
  order: 'unordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'write',
  data: PropertySet,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, { sql }) {
    const { city, country } = data.address;
    await sql.count(
      `insert into places (tenant_id, property_id, name, city_key, country, version)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant_id, property_id) do update
       set name = excluded.name, city_key = excluded.city_key, country = excluded.country,
         version = excluded.version
       where places.version < excluded.version`,
      [
        ...[event.extensions['tenantid'], data.propertyId],
        ...[data.name, cityKey(city), country, data.version],
      ],
    );
    return { outcome: 'done' };
  },
});
