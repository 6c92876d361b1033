/** A day at the front desk: guests book, arrive and leave; some cancel; at night the day is closed. */
import { check } from 'k6';
import { businessDate, stayRequest } from '../stays.ts';
import { book, drawsOfVisit, isAsAsked, keyOfVisit } from './booking.ts';
import { command, get } from './house.ts';
import { plan, steady } from './plan.ts';
import { accounted, audit, dayAfter, openProperty, type Property } from './property.ts';

import { summarized } from './summary.ts';

export const handleSummary = summarized;

export const options = plan(steady, accounted);

/** More than a day's guests: whoever comes gets a room. */
const rooms = 100_000;

export function setup(): Property {
  return openProperty(rooms);
}

export default function frontDeskDay({ path }: Property): void {
  const draw = drawsOfVisit();
  const asked = arrivingToday(stayRequest(draw));
  const booked = book(path, asked);
  if (booked === undefined) return;
  check(get(booked.path, { name: 'read reservation' }), {
    'it is read as it was booked': (it) => it.status === 200 && isAsAsked(it, asked),
  });
  if (draw(5) === 0) {
    move(booked.path, 'cancellations', { reason: 'requested_by_guest' }, 'cancelled');
    return;
  }
  move(booked.path, 'check-ins', {}, 'in_house');
  if (draw(2) === 0) move(booked.path, 'check-outs', { earlyDeparture: true }, 'checked_out');
}

type Stay = ReturnType<typeof stayRequest>;

/** The same stay, from the first business date on. */
function arrivingToday(stay: Stay): Stay {
  const rates = stay.rates.map((rate, at) => ({ ...rate, night: dayAfter(businessDate, at) }));
  return { ...stay, arrival: businessDate, departure: dayAfter(businessDate, rates.length), rates };
}

function move(path: string, to: string, body: object, status: string): void {
  check(command(`${path}/${to}`, keyOfVisit(to), body, { name: to }), {
    'a stay moves on': (it) => it.status === 200 && it.body.status === status,
  });
}

export function teardown(property: Property): void {
  const { path } = property;
  const reservations = audit(property);
  // Whoever was interrupted between booking and arriving did not come.
  for (const { id, status } of reservations) {
    if (status !== 'confirmed') continue;
    command(`${path}/reservations/${id}/no-shows`, `no-show.${id}`, {}, { name: 'no-show' });
  }
  const closed = command(
    `${path}/business-day/closures`,
    'close',
    { businessDate },
    { name: 'close day' },
  );
  check(closed, {
    'the day closes, and the next one opens': ({ status, body }) =>
      status === 200 && body.businessDate === dayAfter(businessDate, 1),
  });
}
