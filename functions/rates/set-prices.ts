/** Prices of nights, a season or a year of all plans at a time. */
import { LinesSet, SetPrices } from '#schema/rates/http.ts';
import type { NightPrice } from '#schema/rates/values.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { changeCalendars, spanOf } from './calendars.ts';
import { readPlans } from './plans.ts';
import { takeHead } from './price-list.ts';
import { problems } from './problems.ts';

export default http({
  context: 'rates',
  name: 'set-prices',
  purpose: 'Sets what rooms cost on ranges of nights, in the order of the lines.',
  route: 'POST /v1/properties/{propertyId}/prices',
  permission: 'rates:write',
  scope: 'propertyId',
  transaction: 'write',
  params: PropertyParams,
  body: SetPrices,
  // Two thousand lines with every field filled.
  bodyBytesMax: 2 * 1024 * 1024,
  answers: {
    200: LinesSet,
    404: ['property_unknown'],
    422: ['rate_plan_derived', 'rate_plan_unknown', 'room_type_unknown'],
  },
  problems,
  scale: { rps: 2, replicasMin: 0, replicasMax: 2 },
  async handle({ params, body, principal }, { sql, emit }) {
    const { propertyId } = params;
    const owner = { tenantId: principal.tenantId, propertyId };
    const head = await takeHead(sql, owner);
    if (head === undefined) return refuse('property_unknown');
    const plans = await readPlans(sql, owner);
    for (const [line, { ratePlan, roomType }] of body.prices.entries()) {
      const plan = plans.get(ratePlan);
      if (plan === undefined) return refuse('rate_plan_unknown', { details: { line, ratePlan } });
      if (plan.derivation !== null)
        return refuse('rate_plan_derived', { details: { line, ratePlan } });
      if (!head.roomTypes.has(roomType))
        return refuse('room_type_unknown', { details: { line, roomType } });
    }
    const { was } = await changeCalendars<NightPrice>(
      sql,
      'price_calendars',
      owner,
      body.prices.map(({ ratePlan, roomType, price, ...range }) => ({
        ...{ ratePlan, roomType, span: spanOf(range), change: () => price ?? undefined },
      })),
    );
    emit({
      ...{ type: 'prices.set.v1', subject: propertyId, partitionKey: propertyId },
      data: { propertyId, version: head.version, ...body, ...was },
    });
    return { status: 200, body: { lines: body.prices.length } };
  },
});
