/** A person who does not exist stays at a house, is erased, and is searched for in everything there is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';
import { type Answer, day, stay } from '../scripts/testing/desk.ts';
import { type TestHouse, testHouse } from '../scripts/testing/house.ts';
import { soon } from '../scripts/testing/in-house.ts';
import { everythingIn, type Held, openedIn, placesOf } from '../scripts/testing/planted.ts';
import { put } from '../scripts/testing/price-list.ts';
import { caughtUp } from '../scripts/testing/traffic.ts';
import statistics from './analytics/project-night-statistics.ts';
import arrivals from './reservations/project-arrivals.ts';
import inHouse from './reservations/project-in-house.ts';

const planted = {
  ...{ firstName: 'Xyloquenta', lastName: 'Zwickelbramm', phone: '+998 (71) 234-56-78-90' },
  ...{ email: 'q7.planted@zwickel.example', notes: 'Brings a tame quokka' },
  address: { lines: ['77 Vexillary Row'], city: 'Quxborough', country: 'GB' },
};
const maiden = 'Ypsilantrix';
const comment = 'Sleeps under a vermilion canopy';
const words = [
  ...['Xyloquenta', 'Zwickelbramm', 'q7.planted@zwickel', '998712345678', '234-56-78-90'],
  ...['tame quokka', 'Vexillary', 'Quxborough', maiden, 'vermilion canopy'],
];
const { firstName, lastName, email, phone } = planted;

let house: TestHouse;
const lines: string[] = [];
let path: string;
let guest: string;
let other: string;
/** Of the person, and of somebody who stays as they are. */
let reservation: string;
let neighbour: string;
let subjects: readonly string[];

const post = async (to: string, body: object, status: number, key?: string): Promise<Answer> => {
  const answer = await house.desk.post(to, body, key);
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer;
};

beforeAll(async () => {
  house = await testHouse({ write: (line) => lines.push(line) });
  path = await house.open();
  const own = await post('/v1/guests', planted, 201, 'the-first');
  guest = `/v1/guests/${own.body.id}`;
  other = `/v1/guests/${(await post('/v1/guests', { lastName: maiden, email }, 201)).body.id}`;
  await post(`${guest}/mergers`, { mergedGuestId: other.split('/').at(-1) }, 200);
  const person = { guest: { firstName, lastName, email, phone }, comment };
  const booked = await post(`${path}/reservations`, { ...stay(0, 2), ...person }, 201);
  reservation = `${path}/reservations/${booked.body.id}`;
  await post(`${reservation}/modifications`, { guest: { lastName: maiden, phone } }, 200);
  await post(`${reservation}/modifications`, person, 200);
  const link = await put(house.desk, `${reservation}/guest`, { guestId: own.body.id });
  expect(link.status).toBe(200);
  const next = await post(`${path}/reservations`, stay(0, 1), 201);
  neighbour = `${path}/reservations/${next.body.id}`;
  subjects = [guest, other, reservation, neighbour].map((each) => each.split('/').at(-1) ?? '');
  await caughtUp(house.owner);
});
afterAll(() => house.stop());

async function keysIn(): Promise<readonly string[]> {
  const { rows } = await house.owner.query<{ key: string }>(
    'select key from guests.guest_keys union all select key from reservations.guest_keys',
  );
  return rows.map(({ key }) => key);
}

async function readable(): Promise<readonly Held[]> {
  return openedIn(await everythingIn(house.owner), await keysIn(), subjects);
}

/** What callers may ask for that could show the person. */
async function answers(): Promise<readonly Held[]> {
  const asked = await Promise.all(
    [
      ...[guest, `${guest}/reservations`, `${guest}/export`, other, reservation],
      ...[`${path}/reservations`, `${path}/arrivals`, `${path}/in-house`, `${path}/work-items`],
      ...[`${path}/audit-entries?limit=100`, '/v1/audit-entries?limit=100'],
    ].map(async (each) => ({
      table: each,
      text: JSON.stringify((await house.desk.get(each)).body),
    })),
  );
  const found = await Promise.all(
    [{ lastName }, { lastName: maiden }, { lastNameStart: 'zwi' }, { email }, { phone }].map(
      (each) => house.desk.post('/v1/guest-searches', each),
    ),
  );
  return [...asked, ...found.map(({ body }) => ({ table: 'search', text: JSON.stringify(body) }))];
}

const fiscal = async (of: string) => {
  const { guest: _guest, comment: _comment, ...rest } = (await house.desk.get(of)).body;
  return rest;
};

/** With logs of the process, where a line would stand. */
const kept = async (): Promise<readonly Held[]> => [
  ...(await everythingIn(house.owner)),
  ...lines.map((text) => ({ table: 'log', text })),
];

test('The search finds what stands in a table, whatever form it has there', async () => {
  await house.owner.query(
    `create table public.leak as
    select lower('xx' || $1) as plain, convert_to('x' || $1, 'UTF8') as bytes,
      jsonb_build_object('a', encode(convert_to('xy' || $1, 'UTF8'), 'base64')) as json`,
    [maiden],
  );
  expect(placesOf([maiden], await kept())).toEqual([`public.leak: ${maiden}`]);
  for (const column of ['plain', 'bytes', 'json']) {
    await house.owner.query(`create table public.one as select ${column} from public.leak`);
    expect(placesOf([maiden], await kept())).toContain(`public.one: ${maiden}`);
    await house.owner.query('drop table public.one');
  }
  await house.owner.query('drop table public.leak');
});

describe('R-TEN A guest who stays', () => {
  test('is found by who asks, and can be read with the keys', async () => {
    expect(placesOf(words, await answers())).toEqual(
      expect.arrayContaining([
        ...[`${guest}: Zwickelbramm`, `${guest}/export: vermilion canopy`, 'search: Zwickelbramm'],
        ...[
          `${reservation}: Zwickelbramm`,
          `${path}/arrivals: Zwickelbramm`,
          `${other}: ${maiden}`,
        ],
      ]),
    );
    const found = placesOf(words, await readable()).map((place) => place.split(': ')[1]);
    expect(found).toEqual(expect.arrayContaining(['Zwickelbramm', maiden, 'tame quokka']));
  });

  test('stands in no table, event, projection or log as text', async () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(placesOf(words, await kept())).toEqual([]);
  });
});

describe('R-TEN H30 A guest who was erased', () => {
  let before: Awaited<ReturnType<typeof fiscal>>;
  let keysBefore: readonly string[];
  beforeAll(async () => {
    [before, keysBefore] = [await fiscal(reservation), await keysIn()];
    const officer = await house.as('privacy_officer');
    const erased = await officer.post(`${guest}/erasures`, {});
    const id = guest.split('/').at(-1);
    expect([erased.status, erased.body]).toEqual([200, { id, version: 2, status: 'erased' }]);
    // Of five keys the neighbour's is left.
    await soon(async () => expect(await keysIn()).toHaveLength(1));
    await caughtUp(house.owner);
  });

  test('is found by nobody who asks', async () => {
    expect(placesOf(words, await answers())).toEqual([]);
    for (const each of [guest, other, `${guest}/reservations`, `${guest}/export`])
      expect([(await house.desk.get(each)).body.code, each]).toEqual(['guest_erased', each]);
  });

  test('can be read with no key that is left, and stands nowhere as text', async () => {
    expect(placesOf(words, await readable())).toEqual([]);
    expect(placesOf(words, await kept())).toEqual([]);
  });

  test('has left keys in the log of commands alone, which lets go of them in three days', async () => {
    const left = await keysIn();
    const gone = keysBefore.filter((key) => !left.includes(key));
    expect(gone).toHaveLength(5);
    const places = placesOf(gone, await everythingIn(house.owner));
    expect(places.map((place) => place.split(': ')[0])).toEqual([
      ...['log.batches', 'log.batches', 'log.batches'],
    ]);
  });

  test('has left dates, amounts and numbers as they were', async () => {
    const after = await fiscal(reservation);
    expect(after).toEqual(before);
    expect([after.totalMinor, after.arrival, after.status]).toEqual([20_000, day(0), 'confirmed']);
    const { rows } = await house.owner.query(
      `select count(*)::int as facts from reservations.events where subject = $1`,
      [subjects[2]],
    );
    expect(rows).toEqual([{ facts: 3 }]);
  });

  test('leaves those beside them as they are', async () => {
    expect((await house.desk.get(neighbour)).body.guest).toEqual({ lastName: 'Okoye' });
    const { body } = await house.desk.get(`${path}/arrivals`);
    const names = body.arrivals.map((each: { guestName?: string }) => each.guestName);
    expect(names.toSorted()).toEqual(['Okoye', undefined]);
  });

  test('leaves read models that are equal to what the facts make of them', async () => {
    for (const declaration of [arrivals, inHouse, statistics]) {
      const rebuilt = await rebuildProjection({
        ...{ databaseUrl: house.database.url, declaration },
        ...{ source: 'reservations', mode: 'compare' },
      });
      expect(rebuilt.missing).toBe(0);
      for (const { name, equal } of rebuilt.tables) expect([name, equal]).toEqual([name, true]);
    }
  });

  test('is created by the same request no more: nothing says what that was', async () => {
    const again = await post('/v1/guests', planted, 422, 'the-first');
    expect(again.body.code).toBe('idempotency_key_reused');
  });

  test('is erased once, however often it is said', async () => {
    const again = await post(`${guest}/erasures`, {}, 200);
    expect(again.body.version).toBe(2);
    const { rows } = await house.owner.query(
      `select type, count(*)::int as facts from guests.events where type = 'guest.erased.v1' group by 1`,
    );
    expect(rows).toEqual([{ type: 'guest.erased.v1', facts: 1 }]);
  });
});
