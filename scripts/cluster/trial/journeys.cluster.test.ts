/** What guests and operators meet on a real cluster: from zero, bursts, roll-outs, splits, crashes, drains, a migration. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operate } from '../../operate/on-cluster.ts';
import { deployedTrial } from './deployed.ts';
import { figure } from './figures.ts';
import { guestOf } from './guest.ts';
import { burst } from './journeys/burst.ts';
import { coldStarts } from './journeys/from-zero.ts';
import { whileNobodyDecides } from './journeys/full-and-late.ts';
import { crashDoor, crashHouse, drainDoor, harmed, twoDoors } from './journeys/harm.ts';
import { migrateOn } from './journeys/migration.ts';
import { rollOut } from './journeys/roll-out.ts';
import { share, twoRevisions } from './journeys/split.ts';
import { podsOf } from './pods.ts';
import { revisionsOf } from './revisions.ts';
import type { Trial } from './trial.ts';
import { bookedIn, type Tried } from './tried.ts';

let trial: Trial | undefined;
let tried: Tried;

beforeAll(async () => {
  trial = await deployedTrial({ profile: 'light', overlay: 'light' });
  const [pods, revisions] = [podsOf(trial), revisionsOf(trial)];
  tried = { trial, pods, revisions, guest: await guestOf(trial) };
});
afterAll(() => trial?.close());

test('The first request to a function of which nobody runs is answered', async () => {
  const { answers, ...tookMs } = await coldStarts(tried, 20);
  figure('cold starts of 20 functions', tookMs);
  expect(Object.keys(answers)).toHaveLength(20);
  const late = Object.entries(answers).filter(([, status]) => Number(status) >= 500);
  expect(late).toEqual([]);
});

describe('A new revision takes over, and no request is lost', () => {
  test('of 200 a second that read', async () => {
    const { url, ...sent } = tried.guest.sentTo('get-availability');
    const next = () => ({ ...sent, url: `${url}?from=2026-01-02&to=2026-01-05` });
    const load = { ratePerSecond: 200, seconds: 60 };
    const loaded = await rollOut(tried, { name: 'get-availability', ...load, next });
    figure('a roll-out under 200 reads a second for 60 s', loaded);
    expect(loaded.answers).toEqual({ '200': 12_000 });
  });

  // Every service of a booking runs on the one node of a small cluster, which carries no 200 of them beside a start.
  test('of 60 bookings a second', async () => {
    const load = { ratePerSecond: 60, seconds: 60 };
    const next = (index: number) => tried.guest.booking(randomUUID(), index);
    const before = await bookedIn(tried);
    const loaded = await rollOut(tried, { name: 'submit-reservation', ...load, next });
    figure('a roll-out under 60 bookings a second for 60 s', loaded);
    expect(loaded.answers).toEqual({ '201': 3_600 });
    expect((await bookedIn(tried)) - before).toBe(3_600 + loaded.warmedBy);
  });
});

test('A burst is answered by several replicas, and then there are none', async () => {
  const seen = await burst(tried, 'list-properties');
  figure('a burst of 60 requests a second where a replica is meant for 20', seen);
  expect(seen.answers).toEqual({ '200': 1_800 });
  expect(seen.replicasMost).toBeGreaterThan(1);
});

describe('While nobody decides', () => {
  test('one is worked on, ten wait, and the rest is refused by queue-proxy', async () => {
    const { heard, booked } = await whileNobodyDecides(tried, 14, {
      containerConcurrency: 1,
      timeoutSeconds: 5,
    });
    figure('14 bookings at once where one is worked on', heard);
    expect(heard['503: pending request queue full']).toBe(3);
    expect(booked).toBe(14);
  });

  test('who waits longer than he may hears 504, and his key finds what became of it', async () => {
    const limits = { containerConcurrency: 1000, timeoutSeconds: 1 };
    const { heard, booked } = await whileNobodyDecides(tried, 4, limits);
    figure('4 bookings that may take a second', heard);
    expect(Object.keys(heard)).toEqual([
      expect.stringMatching(/^504: (?:activator )?request timeout$/),
    ]);
    expect(booked).toBe(4);
  });
});

describe('Under bookings', () => {
  const load = { ratePerSecond: 40, seconds: 15 };

  test('a drained pod loses none', async () => {
    await twoDoors(tried);
    const { answers, booked, ...rest } = await harmed(tried, load, () => drainDoor(tried));
    figure('a pod drained under 40 bookings a second', { answers, ...rest });
    expect([answers, booked]).toEqual([{ '201': 600 }, 600]);
  });

  test.each([
    ['door', crashDoor],
    ['house', crashHouse],
  ])('a crashed %s loses and doubles none that is asked for again', async (what, crashed) => {
    const { booked, ...rest } = await harmed(tried, load, () => crashed(tried));
    figure(`a ${what} that crashes under 40 bookings a second`, rest);
    expect(booked).toBe(600);
  });

  test('a migration runs while the revision before it serves', async () => {
    const sql = "alter table reservations.reservations add column trial text not null default ''";
    const applied: string[] = [];
    const { answers, booked, ...rest } = await harmed(tried, load, async () => {
      applied.push(...(await migrateOn(tried, sql)).applied);
    });
    figure('a migration under 40 bookings a second', { answers, ...rest });
    expect(applied).toEqual(['9999-reservations-trial.sql']);
    expect([answers, booked]).toEqual([{ '201': 600 }, 600]);
  });
});

describe('An operator', () => {
  test('gives a tenth of the requests to a new revision, and takes them back', async () => {
    const two = await twoRevisions(tried);
    const split = await share(tried, two, 10);
    figure('a tenth of 1000 requests', { old: split.old, young: split.young });
    expect(split.loaded.answers).toEqual({ '200': 1000 });
    expect(split.old + split.young).toBe(1000);
    expect(split.young).toBeGreaterThan(50);
    expect(split.young).toBeLessThan(150);
    const back = await share(tried, two, 0);
    expect([back.loaded.answers, back.old]).toEqual([{ '200': 1000 }, 1000]);
  });

  test("does what the operators' guide says", async () => {
    const without = ['Consumers and relays', 'Events'];
    const namespace = tried.trial.namespace;
    const { code, out, err } = await operate({ namespace, env: process.env, without });
    // Where it ended, if it ended early.
    expect(code, err.slice(-600)).toBe(0);
    expect(err).toContain('+ kubectl');
    expect(out).toContain('submit-reservation');
  });
});
