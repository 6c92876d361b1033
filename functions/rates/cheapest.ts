/** The cheapest of many properties, without a look at the nights of those that cannot be among them. */
import type * as z from 'zod';
import type { PropertyOffer } from '#schema/rates/http.ts';
import type { RoomsLeft } from '#schema/reservations/rooms-left.ts';
import type { Currency, PropertyId } from '#schema/values.ts';
import { lowestOffer } from './domain/lowest-offer.ts';
import type { PriceList, Wanted } from './domain/quote.ts';
import type { Place } from './places.ts';
import { leftOf } from './rooms-left.ts';

type Found = z.infer<typeof PropertyOffer>;

/** What the list sorts by. */
export type SortKey = Pick<Found, 'currency' | 'totalMinor' | 'propertyId'>;

export interface Candidate extends Place {
  readonly currency: Currency;
  readonly list: PriceList;
  readonly wanted: Omit<Wanted, 'when' | 'leftOf'>;
  /** What the stay costs at least, were every room free: never more than it does cost. */
  readonly totalMinor: number;
}

interface Page {
  readonly limit: number;
  readonly after: SortKey | undefined;
}

type LeftIn = (propertyIds: readonly PropertyId[]) => Promise<ReadonlyMap<PropertyId, RoomsLeft>>;

/** Nights are read of so many properties at a time. */
const readTogether = 100;

export async function cheapest(
  candidates: readonly Candidate[],
  { limit, after }: Page,
  leftIn: LeftIn,
): Promise<readonly Found[]> {
  const sorted = candidates.toSorted(bySortKey);
  const found: Found[] = [];
  for (let at = 0; at < sorted.length; at += readTogether) {
    const some = sorted.slice(at, at + readTogether);
    const [first] = some;
    const last = found[limit - 1];
    // What is left costs as much as the first of it could, or more.
    if (first !== undefined && last !== undefined && bySortKey(last, first) < 0) break;
    const left = await leftIn(some.map(({ propertyId }) => propertyId));
    for (const candidate of some) {
      const offer = offerOf(candidate, left.get(candidate.propertyId));
      if (offer === undefined) continue;
      if (after === undefined || bySortKey(offer, after) > 0) found.push(offer);
    }
    found.sort(bySortKey);
  }
  return found.slice(0, limit);
}

function offerOf(
  { list, wanted, currency, propertyId, name, country }: Candidate,
  left: RoomsLeft | undefined,
): Found | undefined {
  const days = [wanted.arrivalDay, wanted.departureDay] as const;
  const offer = lowestOffer(list, { ...wanted, leftOf: leftOf(left, days) });
  return offer && { propertyId, name, country, currency, ...offer };
}

function bySortKey(one: SortKey, other: SortKey): number {
  if (one.currency !== other.currency) return one.currency < other.currency ? -1 : 1;
  if (one.totalMinor !== other.totalMinor) return one.totalMinor - other.totalMinor;
  return one.propertyId < other.propertyId ? -1 : Number(one.propertyId > other.propertyId);
}
