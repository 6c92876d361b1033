/** The house of the story and the people who work in it: a property of its own for each telling. */
import type { Api } from '../api.ts';
import type { Story } from './story.ts';

/** Each may do what its role may, and no more. */
export interface People {
  readonly admin: Api;
  readonly revenue: Api;
  readonly desk: Api;
  readonly channel: Api;
}

export interface HotelDay extends People {
  readonly story: Story;
  readonly propertyId: string;
  /** The business dates: the evening before, and the day that is told. */
  readonly yesterday: string;
  readonly today: string;
}

export const timeZone = 'Europe/Lisbon';
export const currency = 'EUR';
/** Three doubles, so that the fourth guest of a night is one too many. */
const roomTypes = [
  { code: 'DBL', name: 'Double room', physical: 3 },
  { code: 'STE', name: 'Suite', physical: 1 },
];

export async function openHouse(
  people: People,
  story: Story,
  name: string,
  today: string,
): Promise<HotelDay> {
  const yesterday = dayAfter(today, -1);
  const { id } = await people.admin.call('open-property', {
    body: { name, timeZone, currency, businessDate: yesterday, roomTypes },
  });
  story.tell(
    'Administrator',
    `opens ${name}: three doubles and a suite, business date ${yesterday}`,
  );
  return { ...people, story, propertyId: id, yesterday, today };
}

const dayMs = 86_400_000;

export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}
