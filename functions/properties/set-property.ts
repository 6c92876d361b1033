/** What a property says of itself: its name, where it is, when guests come and go, whose taxes it pays. */
import { isDeepStrictEqual } from 'node:util';
import { Property, PropertyDetails } from '#schema/properties.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { versionConflict } from '#shared/function/version-conflict.ts';
import { factOf, moveVersion, takeProperty } from './master.ts';
import { problems } from './problems.ts';
import { readProperty } from './property-view.ts';

export default http({
  context: 'properties',
  name: 'set-property',
  purpose: 'Sets the name, address, language, times and tax environment of a property.',
  route: 'PUT /v1/properties/{propertyId}',
  permission: 'properties:write',
  scope: 'propertyId',
  transaction: 'write',
  params: PropertyParams,
  body: PropertyDetails,
  answers: { 200: Property, 404: ['property_unknown'], 412: ['version_conflict'] },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params, body, principal, request }, { sql, emit }) {
    const owner = { tenantId: principal.tenantId, propertyId: params.propertyId };
    const changing = await takeProperty({ sql, emit }, owner);
    const before = changing && (await readProperty(sql, owner));
    if (changing === undefined || before === undefined) return refuse('property_unknown');
    const conflict = versionConflict(before.version, request.expectedVersion);
    if (conflict !== undefined) return conflict;
    if (isDeepStrictEqual({ ...before.property, ...body }, before.property))
      return { status: 200, body: before.property, version: before.version };
    const { version } = changing;
    await sql.count(
      `update properties set name = $3, details = $4, details_version = $5
       where tenant_id = $1 and property_id = $2`,
      [owner.tenantId, owner.propertyId, body.name, JSON.stringify(body), version],
    );
    await moveVersion(changing);
    emit(factOf(changing, 'property.set.v1', body));
    return { status: 200, body: { ...before.property, ...body }, version };
  },
});
