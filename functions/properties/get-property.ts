/** One property: its name, its currency, its room types. */
import * as z from 'zod';
import { Property } from '#schema/properties.ts';
import { PropertyId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { type PropertyRow, propertyColumns, propertyView } from './property-view.ts';

export default http({
  context: 'properties',
  name: 'get-property',
  purpose: 'Gives the reference data of one property.',
  route: 'GET /v1/properties/{propertyId}',
  permission: 'properties:read',
  scope: 'propertyId',
  transaction: 'read',
  params: z.strictObject({ propertyId: PropertyId }),
  answers: { 200: Property, 404: ['property_unknown'] },
  problems: { property_unknown: { status: 404, title: 'There is no such property' } },
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, principal }, { sql }) {
    const [row] = await sql.rows<PropertyRow>(
      `select ${propertyColumns} from properties where tenant_id = $1 and property_id = $2`,
      [principal.tenantId, params.propertyId],
    );
    return row === undefined
      ? refuse('property_unknown')
      : { status: 200, body: propertyView(row) };
  },
});
