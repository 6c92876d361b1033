/** What a property pays to its city and state. */

import { TaxEnvironment } from '#schema/rates/taxes.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { versionConflict } from '#shared/function/version-conflict.ts';
import { takeHead } from './price-list.ts';
import { problems } from './problems.ts';

export default http({
  context: 'rates',
  name: 'set-taxes',
  purpose: 'Sets the taxes of a property, all of them at once, and where amounts are rounded.',
  route: 'PUT /v1/properties/{propertyId}/taxes',
  permission: 'rates:write',
  scope: 'propertyId',
  transaction: 'write',
  params: PropertyParams,
  body: TaxEnvironment,
  answers: { 200: TaxEnvironment, 404: ['property_unknown'], 412: ['version_conflict'] },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params, body, principal, request }, { sql, emit }) {
    const { propertyId } = params;
    const owner = { tenantId: principal.tenantId, propertyId };
    const head = await takeHead(sql, owner);
    if (head === undefined) return refuse('property_unknown');
    // Taking it has moved it.
    const conflict = versionConflict(head.version - 1, request.expectedVersion);
    if (conflict !== undefined) return conflict;
    await sql.count('update price_lists set taxes = $3 where tenant_id = $1 and property_id = $2', [
      owner.tenantId,
      propertyId,
      JSON.stringify(body),
    ]);
    const { version } = head;
    emit({
      ...{ type: 'taxes.set.v1', subject: propertyId, partitionKey: propertyId },
      data: { propertyId, version, ...body },
    });
    return { status: 200, body, version };
  },
});
