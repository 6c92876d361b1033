/** Fifty clients race for few rooms, repeat themselves and change their minds; then everything is counted from outside. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '#shared/testing/sources.ts';
import { audit } from '../../scripts/audit/audit.ts';
import { type Answer, type Desk, day, stay } from '../../scripts/testing/desk.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';
import { faultsOf, look, pages, type SeenReservation } from '../../scripts/testing/outside.ts';
import { caughtUp } from '../../scripts/testing/traffic.ts';

const the = inHouse();
const days = 12;
const rooms = 3;
const clients = 50;
const stepsEach = 12;

/** One key of one client, and everything that was ever answered to it. */
interface Told {
  readonly desk: Desk;
  readonly path: string;
  readonly key: string;
  readonly body: object;
  readonly answers: Answer[];
}

const told: Told[] = [];
let paths: string[];

async function send(each: Told, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await each.desk.post(`${each.path}/reservations`, each.body, each.key, headers);
  each.answers.push(answer);
  return answer;
}

/** Strict for even numbers, flagging for odd ones; each is a client of its own. */
async function client(number: number): Promise<void> {
  const role = number % 2 === 0 ? 'front_desk' : 'channel';
  const desk = await the.house.as(role, { client: `client-${number}` });
  const random = seededRandom(number);
  const below = (count: number): number => random.bytes(4).readUInt32LE() % count;
  const mine: Answer[] = [];
  for (let step = 0; step < stepsEach; step += 1) {
    const path = paths[below(paths.length)] ?? '';
    const own = mine[below(Math.max(1, mine.length))];
    const at = own === undefined ? '' : `${own.headers.get('location')}`;
    const action = below(10);
    if (own !== undefined && action < 2) {
      await desk.post(`${at}/cancellations`, { reason: 'other' });
    } else if (own !== undefined && action < 4) {
      const { arrival, departure, rates } = stay(below(days - 3), 1 + below(3));
      await desk.post(`${at}/modifications`, { arrival, departure, rates });
    } else {
      const body = stay(below(days - 4), 1 + below(4), below(3) === 0 ? 'STE' : 'DBL');
      const booking: Told = { desk, path, key: randomUUID(), body, answers: [] };
      told.push(booking);
      const copies = action < 6 ? [send(booking), send(booking)] : [send(booking)];
      const [answer] = await Promise.all(copies);
      if (answer?.status === 201) mine.push(answer);
      if (action === 9) await send(booking);
    }
  }
}

function said({ status, body }: Answer): string {
  return status === 201 ? `booked ${body.id}` : `${status} ${body.code} ${body.nights}`;
}

beforeAll(async () => {
  paths = [await the.open(rooms), await the.open(rooms)];
  for (const path of paths) {
    const hard = { from: day(5), to: day(7), roomType: 'DBL', rooms: 2, hard: true };
    await the.house.desk.post(`${path}/sell-limits`, hard);
    const over = { from: day(2), to: day(3), roomType: 'STE', rooms: 5 };
    await the.house.desk.post(`${path}/sell-limits`, over);
  }
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
});

describe('After fifty clients at once', () => {
  test('there was something to fight for', () => {
    const answers = told.flatMap(({ answers: all }) => all);
    const count = (status: number) => answers.filter((each) => each.status === status).length;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(count(409)).toBeGreaterThan(100);
    expect(count(201)).toBeGreaterThan(100);
  });

  test('a key was always told the same', () => {
    for (const { answers } of told) expect(new Set(answers.map(said)).size).toBe(1);
  });

  test('every booking that was told is there, and no other', async () => {
    const ids = told.flatMap(({ answers: [first] }) =>
      first?.status === 201 ? [first.body.id] : [],
    );
    expect(new Set(ids).size).toBe(ids.length);
    const seen: string[] = [];
    for (const path of paths) {
      const all = await pages<SeenReservation>(
        the.house.desk,
        `${path}/reservations`,
        'reservations',
      );
      seen.push(...all.map(({ id }) => id));
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  test('every night adds up, and what is too much is on the work list', async () => {
    for (const path of paths) {
      const seen = await look(the.house.desk, path, days);
      expect(faultsOf(seen)).toEqual([]);
      const flagged = seen.types.flatMap(({ nights }) => nights).filter((each) => each.flagged > 0);
      expect(flagged.length).toBeGreaterThan(0);
    }
  });

  test('repeating every key changes nothing, though rooms became free since', async () => {
    const before = await Promise.all(paths.map((path) => look(the.house.desk, path, days)));
    for (const { reservations } of before) {
      for (const { id } of reservations.slice(0, 20)) {
        const path = paths[before.findIndex((each) => each.reservations === reservations)] ?? '';
        await the.house.desk.post(`${path}/reservations/${id}/cancellations`, { reason: 'other' });
      }
    }
    const freed = await Promise.all(paths.map((path) => look(the.house.desk, path, days)));
    await Promise.all(told.map((each) => send(each)));
    for (const { answers } of told) {
      expect(new Set(answers.map(said)).size).toBe(1);
      expect(answers.at(-1)?.headers.get('idempotent-replayed')).toBe('true');
    }
    expect(await Promise.all(paths.map((path) => look(the.house.desk, path, days)))).toEqual(freed);
  });

  test('the lists of the front desk are those of the reservations', async () => {
    await caughtUp(the.house.owner);
    for (const path of paths) {
      const { reservations } = await look(the.house.desk, path, days);
      for (let at = 0; at < days; at += 1) {
        const { body } = await the.house.desk.get(`${path}/arrivals?date=${day(at)}`);
        const listed = body.arrivals.map((line: { reservationId: string; version: number }) => [
          line.reservationId,
          line.version,
        ]);
        const expected = reservations
          .filter(({ arrival, status }) => arrival === day(at) && status !== 'cancelled')
          .map(({ id, version }) => [id, version]);
        expect(listed.toSorted()).toEqual(expected.toSorted());
      }
      expect((await the.house.desk.get(`${path}/in-house`)).body).toEqual({ guests: [] });
    }
  });

  test('every command was decided once, no position is missing, and every projection is its rebuild', async () => {
    const propertyIds = paths.map((path) => path.split('/').at(-1) ?? '');
    await soon(async () => {
      const checks = await audit({
        ...{ databaseUrl: the.house.databaseUrl, propertyIds, report: () => undefined },
      });
      expect(checks.length).toBeGreaterThan(5);
      expect(checks.filter(({ faults }) => faults.length > 0)).toEqual([]);
    });
  });
});
