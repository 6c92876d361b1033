/** The year of a property at a glance: its lowest price for each night. */
import { ListPrices, PriceCalendar } from '#schema/rates/http.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { lowestPrices } from './domain/price-calendar.ts';
import { readHead } from './price-list.ts';
import { problems } from './problems.ts';
import { readList } from './read-list.ts';

/** Whom a price is for when nobody says. */
const adultsUsual = 2;

export default http({
  context: 'rates',
  name: 'list-lowest-prices',
  purpose: 'Lists the lowest price of each night, with where it is and who may arrive.',
  route: 'GET /v1/properties/{propertyId}/lowest-prices',
  permission: 'rates:read',
  scope: 'propertyId',
  transaction: 'read',
  params: PropertyParams,
  query: ListPrices,
  answers: { 200: PriceCalendar, 404: ['property_unknown'], 422: ['rate_plan_unknown'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  async handle({ params, query, principal }, { sql }) {
    const owner = { tenantId: principal.tenantId, ...params };
    const head = await readHead(sql, owner);
    if (head === undefined) return refuse('property_unknown');
    const list = await readList(sql, owner, head, query);
    if (list === undefined) return refuse('rate_plan_unknown');
    const fromDay = dayNumber(query.from);
    const sleepers = { adults: query.adults ?? adultsUsual, childrenAges: [] };
    const nights = lowestPrices(list, fromDay, dayNumber(query.to), sleepers).map((lowest, at) => ({
      night: dateOfDay(fromDay + at),
      ...(lowest === undefined ? {} : { lowest }),
    }));
    return { status: 200, body: { currency: head.currency, nights }, version: head.version };
  },
});
