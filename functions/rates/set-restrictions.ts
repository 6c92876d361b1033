/** Which stays are not sold on which nights (R-H4), a season or a year at a time. */
import { LinesSet, SetRestrictions } from '#schema/rates/http.ts';
import { impossibleIn, type Restriction } from '#schema/rates/values.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { type Change, changeCalendars, type Kept, keyOf, spanOf } from './calendars.ts';
import { impossibleNight, restricted } from './domain/restrict.ts';
import { readPlans } from './plans.ts';
import { takeHead, todayAt } from './price-list.ts';
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
    422: [
      'rate_plan_unknown',
      'restriction_impossible',
      'restrictions_too_many',
      'room_type_unknown',
    ],
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
    const changes = body.restrictions.map(
      ({ scope, set, ...range }): Change<Restriction> => ({
        ...{ ratePlan: scope.ratePlan ?? '', roomType: scope.roomType ?? '' },
        ...{ span: spanOf(range), change: (before) => restricted(before, set) },
      }),
    );
    const table = 'restriction_calendars';
    const changed = await changeCalendars<Restriction>(sql, table, owner, changes);
    const impossible = firstImpossible(changes, changed.after);
    // Refused, nothing of it is kept.
    if (impossible !== undefined)
      return refuse('restriction_impossible', { details: { ...impossible } });
    const today = dayNumber(todayAt(head, clock.nowMs()));
    const set = { propertyId, version: head.version, ...body };
    const data = restrictionsFact(set, changed, today - daysBehindMax);
    if (data === undefined) return refuse('restrictions_too_many', { details: { charactersMax } });
    emit({
      ...{ type: 'restrictions.set.v1', subject: propertyId, partitionKey: propertyId, data },
    });
    return { status: 200, body: { lines: body.restrictions.length } };
  },
});

/** Judged when all lines are set: of two that go together the first alone may be impossible. */
function firstImpossible(
  changes: readonly Change<Restriction>[],
  after: readonly Kept<Restriction>[],
) {
  // Most calendars have no such run, however many lines there are.
  const calendars = new Map(
    after.map((each) => [
      keyOf(each),
      each.calendar.filter(({ value }) => impossibleIn(value) !== undefined),
    ]),
  );
  for (const [line, change] of changes.entries()) {
    const found = impossibleNight(calendars.get(keyOf(change)) ?? [], change.span);
    if (found === undefined) continue;
    const { day, limit, beside } = found;
    return { line, night: dateOfDay(day), limit, beside };
  }
  return undefined;
}
