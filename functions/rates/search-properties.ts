/** What a stay costs at least in every property of a city that has a room left. */
import * as z from 'zod';
import { PropertyOfferPage, propertiesPerPageMax, SearchProperties } from '#schema/rates/http.ts';
import { Currency, dayNumber, PropertyId } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodeCursor, pageOf } from '#shared/http/cursor.ts';
import { type Candidate, cheapest, type SortKey } from './cheapest.ts';
import { lowestOffer } from './domain/lowest-offer.ts';
import { findPlaces, type Place, placesMax } from './places.ts';
import { todayAt } from './price-list.ts';
import { type KnownList, keptLists, partOf, readPriceLists } from './price-lists.ts';
import { problems } from './problems.ts';
import { readRoomsLeft } from './rooms-left.ts';

const Key = z.tuple([Currency, z.coerce.number().int(), PropertyId]).transform(
  ([currency, totalMinor, propertyId]): SortKey => ({
    ...{ currency, totalMinor, propertyId },
  }),
);

/** Before anybody has looked: any number does. */
const someLeft: readonly number[] = [1];

export default http({
  context: 'rates',
  name: 'search-properties',
  purpose: 'Finds the properties of a city with a room left for a stay, the cheapest first.',
  route: 'POST /v1/property-searches',
  permission: 'quotes:create',
  transaction: 'read',
  // It makes nothing.
  idempotencyKey: 'none',
  body: SearchProperties,
  answers: { 200: PropertyOfferPage, 400: ['cursor_invalid'], 422: ['search_too_wide'] },
  problems,
  scale: { rps: 50, replicasMin: 0, replicasMax: 20 },
  async handle({ body, principal }, tools) {
    const { sql, clock } = tools;
    const { tenantId } = principal;
    const limit = body.limit ?? propertiesPerPageMax;
    const after = body.cursor === undefined ? undefined : decodeCursor(body.cursor, Key);
    if (after === 'invalid') return refuse('cursor_invalid');
    const places = await findPlaces(sql, principal, body);
    if (places.length > placesMax) return refuse('search_too_wide', { details: { placesMax } });
    const ids = places.map(({ propertyId }) => propertyId);
    const lists = await readPriceLists(sql, tenantId, ids, keptLists(tools));
    const days = [dayNumber(body.arrival), dayNumber(body.departure)] as const;
    const candidates = places.flatMap((place) => {
      const known = lists.get(place.propertyId);
      return known === undefined ? [] : candidatesAt(place, known, body, clock.nowMs());
    });
    const found = await cheapest(candidates, { limit: limit + 1, after }, (some) =>
      readRoomsLeft(sql, tenantId, some, days),
    );
    const { page, next } = pageOf(found, limit, ({ currency, totalMinor, propertyId }) => [
      ...[currency, totalMinor, propertyId],
    ]);
    return { status: 200, body: { properties: page, ...next } };
  },
});

/** None where nothing is sold for this stay, however many rooms are left. */
function candidatesAt(
  place: Place,
  { head, list }: KnownList,
  asked: z.infer<typeof SearchProperties>,
  nowMs: number,
): readonly Candidate[] {
  const today = todayAt(head, nowMs);
  const part = partOf(list, { ...asked, today });
  const todayDay = dayNumber(today);
  const arrivalDay = dayNumber(asked.arrival);
  if (part === undefined || arrivalDay < todayDay) return [];
  const { adults, childrenAges = [], purpose = 'leisure' } = asked;
  const departureDay = dayNumber(asked.departure);
  const wanted = { arrivalDay, departureDay, adults, childrenAges, purpose, todayDay };
  const least = lowestOffer(part, { ...wanted, leftOf: () => someLeft });
  if (least === undefined) return [];
  const { totalMinor } = least;
  return [{ ...place, currency: head.currency, list: part, wanted, totalMinor }];
}
