/** A replay that is killed at any moment and started again ends with the same figures. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { seededRandom } from '#shared/testing/sources.ts';
import { smallBookings } from '../data/small-bookings.ts';
import { referenceOf } from './reference.ts';
import { type ReplayHouse, replayed, replayHouse, startReplay } from './testing.ts';

const text = smallBookings();
const rooms = 11;
/** It may come to its end before all of these: then there is nothing left to kill. */
const killsMax = 6;
const killsMin = 2;

let house: ReplayHouse;
let owner: pg.Client;
let file: string;

beforeAll(async () => {
  house = await replayHouse();
  owner = new pg.Client({ connectionString: house.database.url });
  await owner.connect();
  file = join(house.directory, 'small.csv');
  await writeFile(file, text);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await house.stop();
});

async function decided(): Promise<number> {
  const { rows } = await owner.query(
    'select count(*)::integer as count from reservations.decisions',
  );
  return rows[0].count;
}

test('is continued, and nothing is done twice', async () => {
  const random = seededRandom(7);
  let killed = 0;
  let ended = false;
  while (!ended && killed < killsMax) {
    const child = startReplay(house, file, '--rooms', String(rooms));
    const exited = once(child, 'exit');
    // Somewhere in what it does next, whatever that is.
    const until = (await decided()) + 1 + (random.bytes(2).readUInt16LE() % 40);
    await vi.waitFor(
      async () => expect(child.exitCode !== null || (await decided()) >= until).toBe(true),
      { timeout: 30_000, interval: 1 },
    );
    child.kill('SIGKILL');
    const [, signal] = await exited;
    if (signal === 'SIGKILL') killed += 1;
    else ended = true;
  }
  expect(killed).toBeGreaterThanOrEqual(killsMin);
  const ran = await replayed(house, file, '--rooms', String(rooms));
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('An earlier run did') });
  expect(ran.hotels).toEqual(referenceOf(text, rooms).hotels);
  expect(ran.invariants.flatMap(({ faults }) => faults)).toEqual([]);
}, 120_000);
