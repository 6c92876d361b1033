/** What was sold on each of a property's nights, by the room type that was booked. */
import * as z from 'zod';
import { NightStatisticsAnswer } from '#schema/analytics.ts';
import { NightsQuery } from '#schema/reservations/http.ts';
import { PropertyId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';

type NightRow = z.input<typeof NightStatisticsAnswer>['nights'][number];

export default http({
  context: 'analytics',
  name: 'list-night-statistics',
  purpose: 'Tells how many rooms each night sold and what was charged for them.',
  route: 'GET /v1/properties/{propertyId}/statistics/nights',
  permission: 'statistics:read',
  scope: 'propertyId',
  transaction: 'read',
  params: z.strictObject({ propertyId: PropertyId }),
  query: NightsQuery,
  answers: { 200: NightStatisticsAnswer, 404: ['property_unknown'] },
  problems,
  scale: { rps: 100, replicasMin: 0, replicasMax: 10 },
  async handle({ params, query, principal }, { sql }) {
    const about = [principal.tenantId, params.propertyId];
    const [known, nights] = await Promise.all([
      sql.rows('select from properties where tenant_id = $1 and property_id = $2', about),
      sql.rows<NightRow>(
        `select night, room_type as "roomType", rooms_sold as "roomsSold",
                revenue_minor as "roomRevenueMinor"
         from nights
         where tenant_id = $1 and property_id = $2 and night >= $3 and night < $4
         order by night, room_type`,
        [...about, query.from, query.to],
      ),
    ]);
    if (known.length === 0) return refuse('property_unknown');
    return { status: 200, body: { nights } };
  },
});
