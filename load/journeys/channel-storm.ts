/** A channel manager in trouble: bursts of new, changed and cancelled bookings, many of them sent twice. */
import { check } from 'k6';
import { type StayRequest, stayRequest } from '../stays.ts';
import {
  type Booked,
  book,
  bookAgain,
  drawsOfVisit,
  isAsAsked,
  isNoRoom,
  keyOfVisit,
} from './booking.ts';
import { command } from './house.ts';
import { bursts, plan } from './plan.ts';
import { accounted, audit, openProperty, type Property } from './property.ts';
import { settings } from './settings.ts';

import { summarized } from './summary.ts';

export const handleSummary = summarized;

export const options = plan(bursts, accounted);

/** So few that popular nights sell out, and what comes after is flagged or refused. */
const rooms = 8;
const token = settings.channelToken;

export function setup(): Property {
  return openProperty(rooms);
}

export default function channelStorm({ path }: Property): void {
  const draw = drawsOfVisit();
  const asked = stayRequest(draw);
  const booked = book(path, asked, token);
  if (booked === undefined) return;
  if (draw(5) === 0) bookAgain(path, asked, booked, token);
  const next = draw(10);
  if (next < 4) modify(booked, 'party', { ...asked, adults: 3 - asked.adults });
  if (next < 2) modify(booked, 'move', stayRequest(draw));
  if (next >= 2 && next < 6) cancel(booked);
}

function modify({ path }: Booked, step: string, asked: StayRequest): void {
  const answer = command(`${path}/modifications`, keyOfVisit(step), asked, {
    name: 'modify',
    token,
  });
  check(answer, {
    'a change is as asked, or there is no room': (it) =>
      isNoRoom(it) ||
      (it.status === 200 && isAsAsked(it, asked) && it.body.adults === asked.adults),
  });
}

function cancel({ path }: Booked): void {
  const body = { reason: 'requested_by_guest' };
  for (const time of ['once', 'twice']) {
    const key = keyOfVisit(`cancel.${time}`);
    const answer = command(`${path}/cancellations`, key, body, { name: 'cancel', token });
    check(answer, {
      'said twice, cancelled once': (it) => it.status === 200 && it.body.status === 'cancelled',
    });
  }
}

export function teardown(property: Property): void {
  audit(property);
}
