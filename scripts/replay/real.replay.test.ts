/** The real years of two hotels, with the data set that lies beside the checkout or where `DATA` says. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { referenceOf } from './reference.ts';
import { type ReplayHouse, replayed, replayHouse } from './testing.ts';

const beside = new URL('../../../shared/data/hotel_bookings.csv.zip', import.meta.url);
const file = process.env['DATA'] ?? fileURLToPath(beside);

let house: ReplayHouse;
let text: string;

beforeAll(async () => {
  const { 'hotel_bookings.csv': csv } = unzipSync(await readFile(file));
  text = new TextDecoder().decode(csv);
  house = await replayHouse();
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
