/** A plan that guests book by: with prices of its own, or derived from one that has them (H5). */
import { NamedRatePlan, RatePlanParams } from '#schema/rates/http.ts';
import { RatePlan, type RatePlanCode } from '#schema/rates/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { versionConflict } from '#shared/function/version-conflict.ts';
import { readPlans } from './plans.ts';
import { takeHead } from './price-list.ts';
import { problems } from './problems.ts';

/** A quote prices every plan on every room type: more would be slow to read, for a guest too. */
const ratePlansMax = 200;

export default http({
  context: 'rates',
  name: 'set-rate-plan',
  purpose: 'Creates a rate plan, or replaces it.',
  route: 'PUT /v1/properties/{propertyId}/rate-plans/{ratePlan}',
  permission: 'rates:write',
  scope: 'propertyId',
  transaction: 'write',
  params: RatePlanParams,
  body: RatePlan,
  answers: {
    200: NamedRatePlan,
    404: ['property_unknown'],
    409: ['rate_plan_in_use', 'rate_plans_full'],
    412: ['version_conflict'],
    422: ['rate_plan_derived', 'rate_plan_unknown', 'room_type_unknown'],
  },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params, body, principal, request }, { sql, emit }) {
    const { propertyId, ratePlan } = params;
    const owner = { tenantId: principal.tenantId, propertyId };
    const head = await takeHead(sql, owner);
    if (head === undefined) return refuse('property_unknown');
    // Taking it has moved it.
    const conflict = versionConflict(head.version - 1, request.expectedVersion);
    if (conflict !== undefined) return conflict;
    const plans = await readPlans(sql, owner);
    if (!plans.has(ratePlan) && plans.size >= ratePlansMax) return refuse('rate_plans_full');
    if (body.derivation !== null) {
      const base = body.derivation.from === ratePlan ? undefined : plans.get(body.derivation.from);
      if (base === undefined) return refuse('rate_plan_unknown');
      if (base.derivation !== null) return refuse('rate_plan_derived');
      const ratePlans = derivedFrom(plans, ratePlan);
      if (ratePlans.length > 0) return refuse('rate_plan_in_use', { details: { ratePlans } });
    }
    const roomType = body.extras
      .flatMap(({ roomTypes = [] }) => roomTypes)
      .find((each) => !head.roomTypes.has(each));
    if (roomType !== undefined) return refuse('room_type_unknown', { details: { roomType } });
    await sql.count(
      `insert into rate_plans (tenant_id, property_id, rate_plan, plan) values ($1, $2, $3, $4)
       on conflict (tenant_id, property_id, rate_plan) do update set plan = excluded.plan`,
      [owner.tenantId, propertyId, ratePlan, JSON.stringify(body)],
    );
    const { version } = head;
    emit({
      ...{ type: 'rate_plan.set.v1', subject: propertyId, partitionKey: propertyId },
      data: { propertyId, version, ratePlan, ...body },
    });
    return { status: 200, body: { ratePlan, ...body }, version };
  },
});

/** A plan is derived from one with prices of its own: whoever is derived from cannot be derived. */
function derivedFrom(
  plans: ReadonlyMap<RatePlanCode, RatePlan>,
  base: RatePlanCode,
): readonly RatePlanCode[] {
  return [...plans].flatMap(([code, plan]) => (plan.derivation?.from === base ? [code] : []));
}
