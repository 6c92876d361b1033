/** The year of a property at a glance: its lowest price for each night, and how many rooms are left. */
import { ListPrices, PriceCalendar } from '#schema/rates/http.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { lowestPrices } from './domain/price-calendar.ts';
import { todayAt } from './price-list.ts';
import { keptLists, partOf, readPriceList } from './price-lists.ts';
import { problems } from './problems.ts';
import { leftOf, readRoomsLeftOf } from './rooms-left.ts';

/** Whom a price is for when nobody says. */
const adultsUsual = 2;

export default http({
  context: 'rates',
  name: 'list-lowest-prices',
  purpose: 'Lists the lowest price and the rooms left of each night, and who may arrive.',
  route: 'GET /v1/properties/{propertyId}/lowest-prices',
  permission: 'rates:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: ListPrices,
  answers: { 200: PriceCalendar, 404: ['property_unknown'], 422: ['rate_plan_unknown'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, query, principal }, tools) {
    const { sql, clock } = tools;
    const owner = { tenantId: principal.tenantId, ...params };
    const days = [dayNumber(query.from), dayNumber(query.to)] as const;
    const [known, left] = await Promise.all([
      readPriceList(sql, owner, keptLists(tools)),
      readRoomsLeftOf(sql, owner, days),
    ]);
    if (known === undefined) return refuse('property_unknown');
    const today = todayAt(known.head, clock.nowMs());
    const list = partOf(known.list, { ...query, today });
    if (list === undefined) return refuse('rate_plan_unknown');
    const sleepers = { adults: query.adults ?? adultsUsual, childrenAges: [] };
    const free = leftOf(left, days);
    const rooms = query.roomType === undefined ? left.house : free(query.roomType);
    const nights = lowestPrices(list, days, sleepers, free).map((lowest, at) => ({
      ...{ night: dateOfDay(days[0] + at), roomsLeft: rooms[at] ?? 0 },
      ...(lowest === undefined ? {} : { lowest }),
    }));
    return { status: 200, body: { currency: known.head.currency, nights } };
  },
});
