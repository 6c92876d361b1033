/** The real years of two hotels, where the data set is at hand; a small set elsewhere. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallBookings } from '../data/small-bookings.ts';
import { referenceOf } from './reference.ts';
import { type ReplayHouse, replayed, replayHouse } from './testing.ts';

const real = fileURLToPath(new URL('../../../shared/data/hotel_bookings.csv.zip', import.meta.url));

let house: ReplayHouse;
let file: string;
let text: string;

beforeAll(async () => {
  house = await replayHouse();
  if (existsSync(real)) {
    file = real;
    const { 'hotel_bookings.csv': csv } = unzipSync(await readFile(real));
    text = new TextDecoder().decode(csv);
  } else {
    file = join(house.directory, 'small.csv');
    text = smallBookings();
    await writeFile(file, text);
  }
});
afterAll(() => house.stop());

/** Minutes on a machine that does other things as well. */
const patience = 900_000;

test.each([
  ['as many rooms as it takes', undefined],
  ['150 rooms', 150],
])(
  'with %s it ends with the figures of the file',
  async (_name, rooms) => {
    const ran = await replayed(
      house,
      file,
      ...(rooms === undefined ? [] : ['--rooms', String(rooms)]),
    );
    expect(ran.code, ran.err).toBe(0);
    expect(ran.hotels).toEqual(referenceOf(text, rooms).hotels);
    expect(ran.invariants.flatMap(({ faults }) => faults)).toEqual([]);
  },
  patience,
);
