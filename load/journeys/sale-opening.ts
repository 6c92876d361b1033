/** A sale opens and everybody wants one night: as many get a room as there are, everybody else is told. */
import { check } from 'k6';
import { Counter } from 'k6/metrics';
import { businessDate, nightsMax, type StayRequest, stayRequest } from '../stays.ts';
import { book, drawsOfVisit } from './booking.ts';
import { plan, steady } from './plan.ts';
import {
  accounted,
  audit,
  availability,
  dayAfter,
  type Night,
  openProperty,
  type Property,
} from './property.ts';
import { settings } from './settings.ts';

import { summarized } from './summary.ts';

export const handleSummary = summarized;

/** Rooms of the wanted type; a quarter of those who come, so that it surely sells out. */
const rooms = Math.max(1, Math.floor((settings.perSecond * settings.durationS) / 4));
const roomsSold = new Counter('rooms_sold');
const turnedAway = new Counter('turned_away');
const roomType = 'DBL';

export const options = plan(steady, {
  ...accounted,
  rooms_sold: [`count==${rooms}`],
  turned_away: ['count>0'],
});

export function setup(): Property {
  return openProperty(rooms);
}

const night = dayAfter(businessDate, nightsMax);

export default function saleOpening({ path }: Property): void {
  const booked = book(path, wanted(stayRequest(drawsOfVisit())));
  if (booked === undefined) turnedAway.add(1);
  else roomsSold.add(1);
}

function wanted(stay: StayRequest): StayRequest {
  const rates = stay.rates.slice(0, 1).map((rate) => ({ ...rate, night }));
  return { ...stay, roomType, arrival: night, departure: dayAfter(night, 1), rates };
}

export function teardown(property: Property): void {
  audit(property);
  const { body } = availability(property.path, night, dayAfter(night, 1));
  const types: readonly { code: string; nights: readonly Night[] }[] = body.roomTypes;
  const [sold] = types.find(({ code }) => code === roomType)?.nights ?? [];
  check(sold, {
    'the night is sold out, to the last room': (it) => it?.sold === rooms && it.left === 0,
  });
}
