/** `serai replay`: a hotel's real years, through the product's own API. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { audit } from '../../audit/audit.ts';
import { type Check, checkLine } from '../../audit/check.ts';
import { smallBookings } from '../../data/small-bookings.ts';
import { FileRefused } from '../../replay/file-refused.ts';
import { type DataSet, readDataSet } from '../../replay/read-file.ts';
import { type ReplayedHotel, runReplay } from '../../replay/run.ts';
import { figuresTable } from '../../replay/table.ts';
import { importer } from '../../replay/tenant.ts';
import { accessOptions, homeOf } from '../access.ts';
import { type Api, apiClient } from '../api.ts';
import { type Command, command, type World } from '../command.ts';
import { type HouseAtHand, houseAtHand } from '../local-house.ts';
import { exitCodes, Sorry } from '../sorry.ts';

/**
 * House and client share the process. Where memory is plenty V8 lets garbage grow to several times what
 * lives; a replay collects it when the heap has grown by half, and pays with some of its time.
 */
const heapGrowingPercent = 50;

export const replay: Command = command({
  name: 'replay',
  summary: 'Sends the bookings of a data set through the API and checks the figures.',
  positionals: ['[csv-or-zip]'],
  options: {
    rooms: { value: 'N', help: 'Rooms of each hotel, over all types (unlimited)' },
    json: { value: 'FILE', help: 'Write the figures to this file' },
    'database-url': { value: 'URL', help: "The house's database, to check it from outside" },
    ...accessOptions,
  },
  async run({ values, positionals }, world) {
    setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
    const rooms = roomsOf(values.rooms);
    const home = homeOf(values, world);
    const startedMs = Date.now();
    const file = positionals[0] ?? (await smallFile(home, world));
    await readable(file);
    const house = await houseAtHand(values, world);
    try {
      const api = await apiOf(house, values, world);
      const hotels = await replayed(file, rooms, api, world);
      const figures = Object.fromEntries([...hotels].map(([name, hotel]) => [name, hotel.figures]));
      for (const line of figuresTable(figures)) world.out(line);
      // The figures are there whatever becomes of the checks.
      await writeJson(values.json, { hotels: figures });
      const checkedFromMs = Date.now();
      const checks = await checked(house, [...hotels.values()], world);
      const invariants = checks.map(({ name, looked, faults }) => ({ name, looked, faults }));
      await writeJson(values.json, { hotels: figures, invariants });
      const [whole, ofChecks] = [startedMs, checkedFromMs].map(secondsSince);
      world.out(`Took ${whole} s, ${ofChecks} s of it for the checks.`);
      const wrong = checks.filter(({ faults }) => faults.length > 0).length;
      if (wrong > 0) throw new Sorry(`${wrong} of ${checks.length} checks found something wrong.`);
    } finally {
      await house.stop();
    }
  },
});

function secondsSince(ms: number): string {
  return ((Date.now() - ms) / 1000).toFixed(1);
}

/** What must hold, looked at from outside: from the house's log and tables. */
async function checked(
  { databaseUrl }: HouseAtHand,
  hotels: readonly ReplayedHotel[],
  world: World,
): Promise<readonly Check[]> {
  if (databaseUrl === undefined) {
    world.err('The checks were left out: name the database of the house with --database-url.\n');
    return [];
  }
  const propertyIds = hotels.map(({ propertyId }) => propertyId);
  const report = (problem: string): void => world.err(`${problem}\n`);
  const checks = await audit({ databaseUrl, propertyIds, report });
  world.out('');
  for (const check of checks) world.out(checkLine(check));
  return checks;
}

async function writeJson(file: string | undefined, value: object): Promise<void> {
  if (file === undefined) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** More rooms than any hotel has are no limit. */
const roomsMax = 100_000;

function roomsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rooms = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (rooms <= roomsMax) return rooms;
  throw new Sorry(
    `--rooms takes a whole number up to ${roomsMax}, not "${text}".`,
    exitCodes.usage,
  );
}

/** Before a house is started for it. */
async function readable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) throw new Sorry(`There is no file ${file}.`);
}

/** The rows are let go when it ends: the checks need the memory. */
async function replayed(file: string, rooms: number | undefined, api: Api, world: World) {
  return runReplay({
    ...{ api, rooms, nowMs: Date.now },
    dataSet: await read(file),
    terminal: world.terminal,
    write: (text) => world.err(text),
  });
}

async function read(file: string): Promise<DataSet> {
  try {
    return await readDataSet(file);
  } catch (error) {
    if (error instanceof FileRefused) throw new Sorry(`${file}: ${error.message}`);
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
      throw new Sorry(`${file} is not a sound CSV file: ${error.message}`, exitCodes.failed, error);
    }
    throw error;
  }
}

/** Without a data set there is a small one, so that the command can be tried anywhere. */
async function smallFile(home: string, world: World): Promise<string> {
  const file = join(home, 'small-bookings.csv');
  await mkdir(home, { recursive: true });
  await writeFile(file, smallBookings());
  world.err(`No file was named: replaying a small one, ${file}.\n`);
  return file;
}

async function apiOf(
  house: HouseAtHand,
  values: {
    readonly token: string | undefined;
    readonly home: string | undefined;
    readonly tenant: string | undefined;
  },
  world: World,
) {
  const token = values.token ?? world.env['SERAI_TOKEN'];
  if (token !== undefined) return apiClient(house.url, () => Promise.resolve(token));
  const operator = apiClient(house.url, () => house.operatorToken());
  return importer({ operator, home: homeOf(values, world), tenantId: values.tenant });
}
