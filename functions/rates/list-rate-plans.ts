/** The rate plans of a property. */
import { RatePlanPage } from '#schema/rates/http.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { readPlans } from './plans.ts';
import { readHead } from './price-list.ts';
import { problems } from './problems.ts';

export default http({
  context: 'rates',
  name: 'list-rate-plans',
  purpose: 'Lists the rate plans of a property, by their codes.',
  route: 'GET /v1/properties/{propertyId}/rate-plans',
  permission: 'rates:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  answers: { 200: RatePlanPage, 404: ['property_unknown'] },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ params, principal }, { sql }) {
    const owner = { tenantId: principal.tenantId, ...params };
    const [head, plans] = await Promise.all([readHead(sql, owner), readPlans(sql, owner)]);
    if (head === undefined) return refuse('property_unknown');
    const ratePlans = [...plans].map(([ratePlan, plan]) => ({ ratePlan, ...plan }));
    return { status: 200, body: { ratePlans }, version: head.version };
  },
});
