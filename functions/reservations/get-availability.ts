/** What can still be sold, per room type and night, by the figures the writer decides with. */
import { Availability, NightsQuery, PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { nightColumns, propertyColumns, propertyOf, type StoredProperty } from './book-rows.ts';
import { chart } from './domain/chart.ts';
import type { NightRow } from './domain/rows.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'get-availability',
  purpose: 'Gives rooms standing, out of order, sold and left, per room type and night.',
  route: 'GET /v1/properties/{propertyId}/availability',
  permission: 'inventory:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: NightsQuery,
  answers: { 200: Availability, 404: ['property_unknown'] },
  problems,
  scale: { rps: 1000, replicasMin: 0, replicasMax: 50 },
  async handle({ params, query, principal }, { sql }) {
    const key = [principal.tenantId, params.propertyId];
    // Sent together: the connection is another reader's after one way there and back.
    const [[stored], rows] = await Promise.all([
      sql.rows<StoredProperty>(
        `select ${propertyColumns} from properties where tenant_id = $1 and property_id = $2`,
        key,
      ),
      sql.rows<NightRow>(
        `select ${nightColumns} from nights
         where tenant_id = $1 and property_id = $2 and night >= $3 and night < $4`,
        [...key, query.from, query.to],
      ),
    ]);
    if (stored === undefined) return refuse('property_unknown');
    const property = propertyOf(stored);
    const { house, roomTypes } = chart(property, rows, query.from, query.to);
    return {
      status: 200,
      body: {
        businessDate: property.businessDate,
        house,
        roomTypes: property.roomTypes.map(({ code, name }, at) => ({
          code,
          name,
          nights: roomTypes[at] ?? [],
        })),
      },
    };
  },
});
