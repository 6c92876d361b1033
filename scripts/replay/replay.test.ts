/** A small data set through the whole product: its figures are those of the file, to the cent. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';
import statistics from '../../functions/analytics/project-night-statistics.ts';
import { smallBookings } from '../data/small-bookings.ts';
import { referenceOf } from './reference.ts';
import { type Ran, type ReplayHouse, replayed, replayHouse } from './testing.ts';

const text = smallBookings();
const rows = text.split('\n').length - 2;
/** A little less than the hotels need at their fullest. */
const rooms = 11;

let house: ReplayHouse;
let file: string;
let owner: pg.Client;
let plain: Ran;
let limited: Ran;

beforeAll(async () => {
  house = await replayHouse();
  file = join(house.directory, 'small.csv');
  await writeFile(file, text);
  owner = new pg.Client({ connectionString: house.database.url });
  await owner.connect();
  plain = await replayed(house, file);
  limited = await replayed(house, file, '--rooms', String(rooms));
}, 60_000);
afterAll(async () => {
  await owner.end();
  await house.stop();
});

async function count(text: string): Promise<number> {
  return (await owner.query(`select count(*)::integer as count from ${text}`)).rows[0].count;
}

describe('a replay', () => {
  test('ends with the figures of the file', () => {
    expect(plain).toMatchObject({ code: 0, err: expect.stringContaining('Replay 100 %') });
    expect(plain.hotels).toEqual(referenceOf(text).hotels);
  });

  test('with a limit of rooms turns away whom it has no room for, and nobody else', () => {
    const reference = referenceOf(text, rooms).hotels;
    expect(limited.code).toBe(0);
    expect(limited.hotels).toEqual(reference);
    for (const hotel of Object.values(reference)) expect(hotel.turned_away).toBeGreaterThan(20);
  });

  test('prints a table and what it checked', () => {
    const [first] = Object.values(plain.hotels);
    expect(plain.out).toMatch(/^ +Quay Hotel +Ridge Hotel\nreservations +\d+ +\d+\n/);
    expect(plain.out).toMatch(new RegExp(`room revenue \\(EUR\\) +${first?.room_revenue} `));
    expect(plain.out).toMatch(/\nok {5}no night was sold beyond its limits: \d+ nights sold\n/);
    expect(plain.out).not.toContain('WRONG');
  });

  test('checks every command, every fact, every projection', () => {
    expect(limited.invariants.map(({ name }) => name)).toEqual([
      'no night was sold beyond its limits',
      'the nights kept are those of the facts',
      "every reservation's facts are numbered without a gap",
      'every command was decided exactly once',
      'the log of commands has no gap',
      'positions of facts have no gap',
      'every fact reached the log, in order',
      'project-night-statistics is equal to its rebuild',
      'project-arrivals is equal to its rebuild',
      'project-in-house is equal to its rebuild',
    ]);
    expect(limited.invariants.flatMap(({ faults }) => faults)).toEqual([]);
    expect(limited.invariants.filter(({ looked }) => looked === 0)).toEqual([]);
  });

  test('puts every dirty row on the work list under its reasons, turned away or not', async () => {
    const flagged = async (hotel: string, reservations: number) => {
      const { rows: found } = await owner.query(
        `select reason, count(*)::integer as count
         from reservations.work_items join reservations.properties using (tenant_id, property_id)
         where name = $1 and reason <> 'overbooked' and $2 = (
           select count(*) from reservations.reservations
           where (tenant_id, property_id) = (properties.tenant_id, properties.property_id))
         group by reason`,
        [hotel, reservations],
      );
      return Object.fromEntries(found.map(({ reason, count }) => [reason, count]));
    };
    for (const ran of [plain, limited]) {
      for (const [name, hotel] of Object.entries(ran.hotels)) {
        expect(await flagged(name, hotel.reservations)).toEqual(hotel.flagged);
      }
    }
  });
});

describe('a second run', () => {
  test('changes nothing and says the same', async () => {
    const before = await count('reservations.events');
    const again = await replayed(house, file);
    expect(again.code).toBe(0);
    expect(again.hotels).toEqual(plain.hotels);
    expect(again.err).toContain('going on from there');
    expect(await count('reservations.events')).toBe(before);
    expect(await count('reservations.properties')).toBe(4);
  });

  test('of another file is another pair of hotels', async () => {
    const half = text.split('\n').slice(0, rows / 2);
    const other = join(house.directory, 'half.csv');
    await writeFile(other, half.join('\n'));
    const ran = await replayed(house, other);
    expect(ran.hotels).toEqual(referenceOf(half.join('\n')).hotels);
    expect(await replayed(house, file)).toMatchObject({ code: 0, hotels: plain.hotels });
  });
});

describe('the figures come from the facts', () => {
  const change = `update reservations.events set data = replace(data, '"ratesMinor":[8050,', '"ratesMinor":[18050,')
    where type = 'reservation.checked_out.v1' and ctid = (
      select ctid from reservations.events where type = 'reservation.checked_out.v1'
        and data like '%"ratesMinor":[8050,%' and partition_key in
          (select property_id::text from reservations.properties where name = 'Quay Hotel')
      order by recorded_at limit 1)`;
  const rebuild = (mode: 'compare' | 'apply') =>
    rebuildProjection({
      ...{ databaseUrl: house.database.url, declaration: statistics, source: 'reservations', mode },
    });

  test('one that is changed is seen by the comparison, and then in the figures', async () => {
    expect((await owner.query(change)).rowCount).toBe(1);
    const seen = await replayed(house, file);
    expect(seen).toMatchObject({
      code: 1,
      err: expect.stringContaining('1 of 10 checks found something wrong.'),
    });
    expect(seen.out).toContain('WRONG  project-night-statistics is equal to its rebuild');
    expect(seen.hotels).toEqual(plain.hotels);
    expect(
      (await rebuild('apply')).tables.filter(({ equal }) => !equal).map(({ name }) => name),
    ).toEqual([...['stays', 'nights']]);
    const changed = await replayed(house, file);
    expect(changed.code).toBe(0);
    const cents = (ran: Ran) => Math.round(Number(ran.hotels['Quay Hotel']?.room_revenue) * 100);
    expect(cents(changed) - cents(plain)).toBe(10_000);
    expect(changed.hotels['Ridge Hotel']).toEqual(plain.hotels['Ridge Hotel']);
  });
});
