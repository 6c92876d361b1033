/** The business date that is open now: data of the property, not of any clock. */
import { BusinessDay, PropertyParams } from '#schema/reservations/http.ts';
import type { HotelDate } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'get-business-day',
  purpose: 'Gives the open business date of a property.',
  route: 'GET /v1/properties/{propertyId}/business-day',
  permission: 'business_day:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  answers: { 200: BusinessDay, 404: ['property_unknown'] },
  problems,
  scale: { rps: 200, replicasMin: 0, replicasMax: 5 },
  async handle({ params, principal }, { sql }) {
    const [row] = await sql.rows<{ business_date: HotelDate; version: number }>(
      'select business_date, version from properties where tenant_id = $1 and property_id = $2',
      [principal.tenantId, params.propertyId],
    );
    if (row === undefined) return refuse('property_unknown');
    return { status: 200, body: { businessDate: row.business_date }, version: row.version };
  },
});
