/** The guests of the story: who is quoted what, who books, who comes and who does not. */
import type { Offer, Reservation } from '#schema/client.generated.ts';
import { currencyExponent } from '#schema/iso.ts';
import type { Api } from '../api.ts';
import { currency, dayAfter, type HotelDay } from './house.ts';
import { money } from './story.ts';

export function price(amountMinor: number): string {
  return money(amountMinor, currency, currencyExponent(currency));
}

export interface Party {
  readonly lastName: string;
  readonly nights: number;
  /** Days from today. */
  readonly from: number;
  readonly ratePlan: string;
  readonly adults?: number;
  readonly childrenAges?: readonly number[];
  readonly purpose?: 'business' | 'leisure';
}

/** The evening before: somebody walks in, before there is a price list. */
export async function walkIn(day: HotelDay, lastName: string): Promise<Reservation> {
  const { desk, propertyId, yesterday, story } = day;
  const reservation = await desk.call('submit-reservation', {
    params: { propertyId },
    body: {
      ...{ arrival: yesterday, departure: day.today, roomType: 'DBL', adults: 1 },
      rates: [{ night: yesterday, amountMinor: 95_00, currency }],
      guest: { lastName },
    },
  });
  story.tell('Front desk', `${lastName} walks in for one night at ${price(95_00)}`);
  return reservation;
}

/** The offer that the guest takes. */
export async function quote(day: HotelDay, asker: Api, party: Party): Promise<Offer> {
  const arrival = dayAfter(day.today, party.from);
  const { offers, declined } = await asker.call('create-quote', {
    params: { propertyId: day.propertyId },
    body: {
      ...{ arrival, departure: dayAfter(arrival, party.nights), roomType: 'DBL' },
      ...{ adults: party.adults ?? 1, childrenAges: party.childrenAges ?? [] },
      purpose: party.purpose ?? 'leisure',
    },
  });
  const offer = offers.find(({ ratePlan }) => ratePlan === party.ratePlan);
  if (offer === undefined)
    throw new Error(`nothing is offered by ${party.ratePlan}: ${JSON.stringify(declined)}`);
  return offer;
}

export async function bookQuoted(
  { propertyId }: HotelDay,
  booker: Api,
  { lastName }: Party,
  { quoteId }: Offer,
): Promise<Reservation> {
  return booker.call('book-quote', {
    params: { propertyId },
    body: { quoteId, guest: { lastName } },
  });
}

/** Of the night that the restriction forbids, with the reasons. */
export async function declinedFor({ desk, propertyId, today }: HotelDay): Promise<string> {
  const arrival = dayAfter(today, 7);
  const { declined } = await desk.call('create-quote', {
    params: { propertyId },
    body: { arrival, departure: dayAfter(arrival, 1), adults: 2, ratePlan: 'BAR', roomType: 'DBL' },
  });
  return declined
    .flatMap(({ reasons }) => reasons.map(({ code, value }) => `${code} ${value ?? ''}`.trim()))
    .join(', ');
}
