/** One property: its name, its currency, its room types, and what it says of itself. */
import { Property } from '#schema/properties.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { problems } from './problems.ts';
import { readProperty } from './property-view.ts';

export default http({
  context: 'properties',
  name: 'get-property',
  purpose: 'Gives the reference data of one property.',
  route: 'GET /v1/properties/{propertyId}',
  permission: 'properties:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  answers: { 200: Property, 404: ['property_unknown'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, principal }, { sql }) {
    const seen = await readProperty(sql, { tenantId: principal.tenantId, ...params });
    return seen === undefined
      ? refuse('property_unknown')
      : { status: 200, body: seen.property, version: seen.version };
  },
});
