/** A property as anyone sees it over HTTP: every reservation, every night, the work list and the front desk's lists. */
import { type Answer, type Desk, day } from './desk.ts';

export interface SeenReservation {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly arrival: string;
  readonly departure: string;
  readonly roomType: string;
  readonly assignedRoomType?: string;
  readonly confirmationNumber: string;
  readonly validationMessages: readonly { readonly code: string; readonly nights?: string[] }[];
}

export interface SeenNight {
  readonly night: string;
  readonly physical: number;
  readonly outOfOrder: number;
  readonly sellLimit: number | null;
  readonly sold: number;
  readonly flagged: number;
}

interface SeenItem {
  readonly kind: string;
  readonly reason: string;
  readonly status: string;
  readonly reservationId?: string;
  readonly nights: readonly string[];
}

export interface SeenProperty {
  readonly reservations: readonly SeenReservation[];
  readonly types: readonly { readonly code: string; readonly nights: readonly SeenNight[] }[];
  readonly house: readonly SeenNight[];
  readonly workItems: readonly SeenItem[];
}

export async function look(desk: Desk, path: string, days: number): Promise<SeenProperty> {
  const nights = await desk.get(`${path}/availability?from=${day(0)}&to=${day(days)}`);
  return {
    reservations: await pages(desk, `${path}/reservations`, 'reservations'),
    workItems: await pages(desk, `${path}/work-items`, 'workItems'),
    types: nights.body.roomTypes,
    house: nights.body.house,
  };
}

/** All pages of a list; small ones, so that there are several. */
export async function pages<T>(desk: Desk, path: string, member: string): Promise<T[]> {
  const found: T[] = [];
  let answer: Answer;
  let cursor = '';
  do {
    answer = await desk.get(`${path}?limit=40${cursor}`);
    found.push(...answer.body[member]);
    cursor = `&cursor=${answer.body.nextCursor}`;
  } while (answer.body.nextCursor !== undefined);
  return found;
}

/** What is wrong with it, in words; nothing where everything fits together. */
export function faultsOf({ reservations, types, house, workItems }: SeenProperty): string[] {
  const faults: string[] = [];
  const holding = reservations.filter(({ status }) => ['confirmed', 'in_house'].includes(status));
  const heldOn = (night: string, code?: string) =>
    holding.filter(
      ({ arrival, departure, roomType, assignedRoomType }) =>
        arrival <= night &&
        night < departure &&
        (code === undefined || (assignedRoomType ?? roomType) === code),
    );
  const onList = (id: string, night: string) =>
    workItems.some(
      (item) =>
        item.reservationId === id &&
        item.reason === 'overbooked' &&
        item.status !== 'closed' &&
        item.nights.includes(night),
    );
  for (const { code, nights } of [...types, { code: undefined, nights: house }]) {
    for (const { night, physical, outOfOrder, sellLimit, sold, flagged } of nights) {
      const at = `${code ?? 'house'}, ${night}`;
      const held = heldOn(night, code);
      const limit = sellLimit ?? physical - outOfOrder;
      if (held.length !== sold) faults.push(`${at}: ${sold} sold, ${held.length} reserved`);
      if (sold - flagged > limit)
        faults.push(`${at}: ${sold} sold, ${flagged} flagged of ${limit}`);
      const listed = held.filter(({ id }) => onList(id, night)).length;
      if (code !== undefined && listed < sold - limit)
        faults.push(`${at}: ${sold - limit} too many, ${listed} on the work list`);
    }
  }
  const numbers = new Set(reservations.map(({ confirmationNumber }) => confirmationNumber));
  if (numbers.size !== reservations.length) faults.push('a confirmation number was given twice');
  return faults;
}
