/** The properties a caller may touch. */
import { PropertyPage } from '#schema/properties.ts';
import { http } from '#shared/function/declare.ts';
import { type PropertyRow, propertyColumns, propertyView } from './property-view.ts';

/** The largest chains fit; a page is added when one does not. */
const propertiesMax = 1000;

export default http({
  context: 'properties',
  name: 'list-properties',
  purpose: 'Lists the properties of the tenant that the caller may touch.',
  route: 'GET /v1/properties',
  permission: 'properties:read',
  transaction: 'read',
  answers: { 200: PropertyPage },
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ principal }, { sql }) {
    const scopes = principal.scopes === 'all' ? null : [...principal.scopes];
    const rows = await sql.rows<PropertyRow>(
      `select ${propertyColumns} from properties
       where tenant_id = $1 and ($2::uuid[] is null or property_id = any($2))
       order by name, property_id limit $3`,
      [principal.tenantId, scopes, propertiesMax],
    );
    return { status: 200, body: { properties: rows.map(propertyView) } };
  },
});
