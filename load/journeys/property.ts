/** A property of the run's own, opened before the load and counted after it, by the API alone. */
import { check, fail, sleep } from 'k6';
import { Counter } from 'k6/metrics';
import { businessDate, daysAhead, nightsMax, roomTypes } from '../stays.ts';
import { type Answer, command, get } from './house.ts';
import { settings } from './settings.ts';

/** Bookings that were answered and are not listed, less those listed and never answered. */
export const unaccounted = new Counter('unaccounted');

export const accounted = { unaccounted: ['count==0'] };

/** A hundred a page: as many bookings as a run of an hour makes at a hundred a second. */
const pagesMax = 4_000;
/** Reference data follow the opening by an event. */
const openPolls = 50;
const openPollS = 0.2;

export interface Property {
  readonly id: string;
  readonly path: string;
}

/** `rooms` of each type. */
export function openProperty(rooms: number): Property {
  const body = {
    ...{ name: `Load ${settings.run}`, timeZone: 'Europe/Lisbon', currency: 'EUR', businessDate },
    roomTypes: roomTypes.map((code) => ({ code, name: code, physical: rooms })),
  };
  const opened = command('/v1/properties', 'open', body, { name: 'open property' });
  if (opened.status !== 201) fail(`opening a property answered ${JSON.stringify(opened)}`);
  const { id }: { id: string } = opened.body;
  const path = `/v1/properties/${id}`;
  for (let poll = 0; poll < openPolls; poll += 1) {
    if (get(`${path}/business-day`, { name: 'business day' }).status === 200) return { id, path };
    sleep(openPollS);
  }
  return fail(`${path} was opened and is not there`);
}

export function dayAfter(from: string, days: number): string {
  return new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
}

export interface Listed {
  readonly id: string;
  readonly status: string;
  readonly arrival: string;
  readonly departure: string;
  readonly roomType: string;
  readonly confirmationNumber: string;
}

export function everyReservation(path: string): readonly Listed[] {
  const found: Listed[] = [];
  let cursor = '';
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = get(`${path}/reservations?limit=100${cursor}`, { name: 'list reservations' });
    if (answer.status !== 200) fail(`listing answered ${JSON.stringify(answer)}`);
    found.push(...answer.body.reservations);
    if (answer.body.nextCursor === undefined) return found;
    cursor = `&cursor=${answer.body.nextCursor}`;
  }
  return fail(`more than ${pagesMax} pages of reservations`);
}

export interface Night {
  readonly night: string;
  readonly physical: number;
  readonly sold: number;
  readonly flagged: number;
  readonly left: number;
}

export function availability(path: string, from: string, to: string): Answer {
  return get(`${path}/availability?from=${from}&to=${to}`, { name: 'availability' });
}

/** What the chart says of each type's nights, by `type night`. */
function charted(path: string): ReadonlyMap<string, Night> {
  const to = dayAfter(businessDate, daysAhead + nightsMax + 1);
  const { status, body } = availability(path, businessDate, to);
  if (status !== 200) fail(`availability answered ${status}`);
  const types: readonly { code: string; nights: readonly Night[] }[] = body.roomTypes;
  return new Map(
    types.flatMap(({ code, nights }) => nights.map((each) => [`${code} ${each.night}`, each])),
  );
}

/** On the first business day, whoever cancelled, left or did not come sleeps nowhere tonight or later. */
const holding = ['confirmed', 'in_house'];

function nightsOf(reservations: readonly Listed[]): ReadonlyMap<string, number> {
  const sold = new Map<string, number>();
  for (const { status, arrival, departure, roomType } of reservations) {
    if (!holding.includes(status)) continue;
    for (let night = arrival; night < departure; night = dayAfter(night, 1)) {
      const name = `${roomType} ${night}`;
      sold.set(name, (sold.get(name) ?? 0) + 1);
    }
  }
  return sold;
}

/** Counts the property from outside: every booking once, every night as its bookings, none oversold. */
export function audit({ path }: Property): readonly Listed[] {
  const reservations = everyReservation(path);
  unaccounted.add(-reservations.length);
  const nights = charted(path);
  const sold = nightsOf(reservations);
  const numbers = new Set(reservations.map(({ confirmationNumber }) => confirmationNumber));
  check(nights, {
    'no night is oversold': (all) =>
      [...all.values()].every(({ physical, sold, flagged }) => sold - flagged <= physical),
    'nights are sold as the reservations say': (all) =>
      [...all].every(([name, night]) => night.sold === (sold.get(name) ?? 0)),
    'no two have one confirmation number': () => numbers.size === reservations.length,
  });
  return reservations;
}
