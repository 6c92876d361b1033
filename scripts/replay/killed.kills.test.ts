/** Killed together with its house and its database, a replay goes on where they stood. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '#shared/testing/sources.ts';
import { smallBookings } from '../data/small-bookings.ts';
import { referenceOf } from './reference.ts';
import { alone, figuresIn } from './testing.ts';

const text = smallBookings();
let home: string;
let file: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'serai-killed-'));
  file = join(home, 'small.csv');
  await writeFile(file, text);
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('is continued by the next house on the same home', async () => {
  const random = seededRandom(11);
  for (let kill = 1; kill <= 3; kill += 1) {
    const child = alone(home, file);
    const exited = once(child, 'exit');
    // The first percents are said after the first requests: it is killed at one of them, or when it is done.
    let lines = 1 + (random.bytes(1).readUInt8() % 3);
    child.stderr.on('data', (said: Buffer) => {
      lines -= said.toString().split(/Replay +\d+ %/).length - 1;
      if (lines <= 0) child.kill('SIGKILL');
    });
    await exited;
  }
  const last = alone(home, file);
  const [code] = await once(last, 'exit');
  expect(code).toBe(0);
  const { hotels, invariants } = await figuresIn(home);
  expect(hotels).toEqual(referenceOf(text).hotels);
  expect(invariants.flatMap(({ faults }) => faults)).toEqual([]);
});
