/** Everybody looks, nobody books: charts of random weeks, each compared with what is known to be sold. */
import { check } from 'k6';
import { businessDate, daysAhead, draws, stayRequest } from '../stays.ts';
import { drawsOfVisit } from './booking.ts';
import { command } from './house.ts';
import { plan, steady } from './plan.ts';
import { availability, dayAfter, type Night, openProperty, type Property } from './property.ts';

import { summarized } from './summary.ts';

export const handleSummary = summarized;

export const options = plan(steady);

const rooms = 20;
/** Booked one after the other before anybody looks; enough that most weeks have something sold. */
const bookings = 60;
const weekDays = 7;
const seed = 1;

interface Known extends Property {
  /** Rooms sold, by `type night`. */
  readonly sold: Readonly<Record<string, number>>;
}

export function setup(): Known {
  const property = openProperty(rooms);
  const draw = draws(seed);
  const sold: Record<string, number> = {};
  for (let at = 0; at < bookings; at += 1) {
    const asked = stayRequest(draw);
    const { status } = command(`${property.path}/reservations`, `known.${at}`, asked, {
      name: 'book',
    });
    check(status, { 'what is looked at is booked': (it) => it === 201 || it === 409 });
    if (status !== 201) continue;
    for (const { night } of asked.rates) {
      const name = `${asked.roomType} ${night}`;
      sold[name] = (sold[name] ?? 0) + 1;
    }
  }
  return { ...property, sold };
}

export default function availabilityReader({ path, sold }: Known): void {
  const from = dayAfter(businessDate, drawsOfVisit()(daysAhead));
  const answer = availability(path, from, dayAfter(from, weekDays));
  check(answer, {
    'a chart has every night, with what is sold and left': ({ status, body }) =>
      status === 200 &&
      body.businessDate === businessDate &&
      body.roomTypes.length === 3 &&
      body.roomTypes.every(({ code, nights }: { code: string; nights: readonly Night[] }) =>
        isRight(code, nights, from, sold),
      ),
  });
}

function isRight(
  code: string,
  nights: readonly Night[],
  from: string,
  sold: Known['sold'],
): boolean {
  return (
    nights.length === weekDays &&
    nights.every((each, at) => {
      const expected = sold[`${code} ${each.night}`] ?? 0;
      return (
        each.night === dayAfter(from, at) &&
        each.physical === rooms &&
        each.sold === expected &&
        each.left === rooms - expected
      );
    })
  );
}
