/** What a cluster of the light profile starts: the set-up on an empty database, then the house behind its doors. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  type Signing,
  signing,
  startFunction,
} from '../testing/bundles.ts';
import { deskAt, property, stay } from '../testing/desk.ts';

const tenantId = randomUUID();
const patience = { timeout: 20_000, interval: 50 };

let bundles: Bundles;
let keys: Signing;
let database: TestDatabase;
let owner: pg.Client;
const started: FunctionProcess[] = [];

beforeAll(async () => {
  const names = ['set-up', 'house', 'open-property', 'submit-reservation', 'get-property'];
  [bundles, keys, database] = await Promise.all([
    buildBundles(names),
    signing(),
    testDatabase({ empty: true }),
  ]);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await owner.end();
  await database.close();
  await bundles.remove();
});

function start(name: string): FunctionProcess {
  const running = startFunction(bundles, name, { ...keys.env, DATABASE_URL: database.url });
  started.push(running);
  return running;
}

async function setUp(env: Readonly<Record<string, string>>) {
  const running = startFunction(bundles, 'set-up', env);
  return { code: await running.ended, said: running.output() };
}

describe('The set-up', () => {
  test('brings an empty database to the level of the version, and the second time finds it there', async () => {
    const first = await setUp({ DATABASE_URL: database.url });
    expect(first.code).toBe(0);
    expect(first.said).toMatch(/^The database was brought up to date: \d+ migrations\.$/);
    const second = await setUp({ DATABASE_URL: database.url });
    expect(second).toEqual({ code: 0, said: 'The database is up to date.' });
  });

  test('says in one sentence what is missing or wrong, before it touches anything', async () => {
    expect(await setUp({})).toEqual({
      ...{ code: 1, said: 'serai: The environment is not complete: DATABASE_URL: is missing.' },
    });
    const wrong = await setUp({ DATABASE_URL: database.url, KAFKA_BROKERS: 'nowhere' });
    expect(wrong.code).toBe(1);
    expect(wrong.said).toMatch(/^serai: The environment is not right: KAFKA_BROKERS/);
  });
});

describe('The house', () => {
  test('decides, projects and delivers what comes through the doors', async () => {
    const house = start('house');
    const token = await keys.token(tenantId, 'tenant_admin');
    const [opens, books, reads] = await Promise.all(
      ['open-property', 'submit-reservation', 'get-property'].map(async (name) =>
        deskAt(await start(name).url, token),
      ),
    );
    const opened = await opens?.post('/v1/properties', property(5));
    expect(opened?.status).toBe(201);
    const path = `/v1/properties/${opened?.body.id}`;
    const booked = await books?.post(`${path}/reservations`, stay(1, 2));
    expect(booked).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    // A projection, and a subscriber that the house's own trigger delivers to.
    await vi.waitFor(async () => {
      const { rows } = await owner.query('select reservation_id from reservations.arrivals');
      expect(rows).toEqual([{ reservation_id: booked?.body.id }]);
      expect(await reads?.get(path)).toMatchObject({ status: 200, body: { id: opened?.body.id } });
    }, patience);
    const ready = await fetch(`${await house.url}/readyz`);
    expect(ready.status).toBe(200);
    house.child.kill('SIGTERM');
    expect(await house.ended).toBe(0);
  });
});
