/** Bookings made and judged: number, nights, total and guest are what was asked for. */
import { check } from 'k6';
import exec from 'k6/execution';
import { type Draw, draws, type StayRequest } from '../stays.ts';
import { type Answer, command } from './house.ts';
import { unaccounted } from './property.ts';

const confirmation = /^[34679ACDEFGHJKMNPQRTVWXY]{10}$/;

/** The same visitor's draws on every machine, and another's for every visit. */
export function drawsOfVisit(): Draw {
  return draws(exec.scenario.iterationInTest + 1);
}

/** Unique in the run. */
export function keyOfVisit(step: string): string {
  return `${exec.scenario.iterationInTest}.${step}`;
}

export function totalOf({ rates }: Pick<StayRequest, 'rates'>): number {
  return rates.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

export function isAsAsked({ body }: Answer, asked: StayRequest): boolean {
  return (
    confirmation.test(body.confirmationNumber) &&
    body.arrival === asked.arrival &&
    body.departure === asked.departure &&
    body.roomType === asked.roomType &&
    body.rates.length === asked.rates.length &&
    body.totalMinor === totalOf(asked) &&
    body.guest.lastName === asked.guest.lastName
  );
}

export function isNoRoom({ status, body }: Answer): boolean {
  return status === 409 && body.code === 'no_room' && body.nights.length > 0;
}

export interface Booked {
  readonly id: string;
  readonly path: string;
  readonly answer: Answer;
}

/** Undefined when there was rightly no room. */
export function book(path: string, asked: StayRequest, token?: string): Booked | undefined {
  const sent = token === undefined ? { name: 'book' } : { name: 'book', token };
  const answer = command(`${path}/reservations`, keyOfVisit('book'), asked, sent);
  if (isNoRoom(answer)) return undefined;
  const isBooked = answer.status === 201;
  if (isBooked) unaccounted.add(1);
  const right = check(answer, {
    'a booking is as asked': (it) => isBooked && isAsAsked(it, asked),
  });
  if (!right) return undefined;
  const { id }: { id: string } = answer.body;
  return { id, path: `${path}/reservations/${id}`, answer };
}

/** Sent once more with its key: the same reservation, said to be a repetition. */
export function bookAgain(path: string, asked: StayRequest, before: Booked, token?: string): void {
  const sent = token === undefined ? { name: 'book again' } : { name: 'book again', token };
  const again = command(`${path}/reservations`, keyOfVisit('book'), asked, sent);
  check(again, {
    'a repeated booking is the same': ({ status, body, headers }) =>
      status === 201 && body.id === before.id && headers['Idempotent-Replayed'] === 'true',
  });
}
