/** Which stays are not sold on which nights (R-H4), a season or a year at a time. */
import { LinesSet, SetRestrictions } from '#schema/rates/http.ts';
import type { Restriction } from '#schema/rates/values.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { dayNumber, HotelDate } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { localDate } from '#shared/local-date.ts';
import { changeCalendars, spanOf } from './calendars.ts';
import { restricted } from './domain/restrict.ts';
import { readPlans } from './plans.ts';
import { takeHead } from './price-list.ts';
import { problems } from './problems.ts';
import { charactersMax, restrictionsFact } from './restrictions-fact.ts';

/** A business day is closed within days; what stood on nights before that is nobody's question any more. */
const daysBehindMax = 31;

export default http({
  context: 'rates',
  name: 'set-restrictions',
  purpose: 'Sets restrictions of the house, a plan or a room type on ranges of nights.',
  route: 'POST /v1/properties/{propertyId}/restrictions',
  permission: 'rates:write',
  scope: 'propertyId',
  transaction: 'write',
  params: PropertyParams,
  body: SetRestrictions,
  // Two thousand lines with every field filled.
  bodyBytesMax: 2 * 1024 * 1024,
  answers: {
    200: LinesSet,
    404: ['property_unknown'],
    422: ['rate_plan_unknown', 'restrictions_too_many', 'room_type_unknown'],
  },
  problems,
  scale: { rps: 2, replicasMin: 0, replicasMax: 2 },
  async handle({ params, body, principal }, { sql, emit, clock }) {
    const { propertyId } = params;
    const owner = { tenantId: principal.tenantId, propertyId };
    const head = await takeHead(sql, owner);
    if (head === undefined) return refuse('property_unknown');
    const plans = await readPlans(sql, owner);
    for (const [line, { scope }] of body.restrictions.entries()) {
      const { ratePlan, roomType } = scope;
      if (ratePlan !== null && !plans.has(ratePlan))
        return refuse('rate_plan_unknown', { details: { line, ratePlan } });
      if (roomType !== null && !head.roomTypes.has(roomType))
        return refuse('room_type_unknown', { details: { line, roomType } });
    }
    const changed = await changeCalendars<Restriction>(
      sql,
      'restriction_calendars',
      owner,
      body.restrictions.map(({ scope, set, ...range }) => ({
        ...{ ratePlan: scope.ratePlan ?? '', roomType: scope.roomType ?? '' },
        ...{ span: spanOf(range), change: (before) => restricted(before, set) },
      })),
    );
    const today = dayNumber(HotelDate.parse(localDate(clock.nowMs(), head.timeZone)));
    const set = { propertyId, version: head.version, ...body };
    const data = restrictionsFact(set, changed, today - daysBehindMax);
    if (data === undefined) return refuse('restrictions_too_many', { details: { charactersMax } });
    emit({
      ...{ type: 'restrictions.set.v1', subject: propertyId, partitionKey: propertyId, data },
    });
    return { status: 200, body: { lines: body.restrictions.length } };
  },
});
