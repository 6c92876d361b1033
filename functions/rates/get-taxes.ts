/** The taxes of a property, as they were set. */

import { TaxEnvironment } from '#schema/rates/taxes.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { readHead } from './price-list.ts';
import { problems } from './problems.ts';

export default http({
  context: 'rates',
  name: 'get-taxes',
  purpose: 'Gives the taxes of a property and how they are rounded.',
  route: 'GET /v1/properties/{propertyId}/taxes',
  permission: 'rates:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  answers: { 200: TaxEnvironment, 404: ['property_unknown'] },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ params, principal }, { sql }) {
    const head = await readHead(sql, { tenantId: principal.tenantId, ...params });
    return head === undefined
      ? refuse('property_unknown')
      : { status: 200, body: head.taxes, version: head.version };
  },
});
