/** The functions of the booking path on two databases: each property is served by its own, and by no other. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { brokers } from '#schema/brokers.ts';
import { partitions, roleGrants } from '#schema/product.ts';
import { bucketOf, buckets, sharding } from '#schema/sharding.ts';
import { type Sharding, shardOf } from '#shared/function/shards.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { type OpenEngines, openEngines } from '#shared/process/open-engines.ts';
import { type RunningFunctions, runFunctions } from '#shared/process/run-functions.ts';
import { settingsOf } from '#shared/process/settings.ts';
import { refuseUnsharded, shardCheck } from '#shared/process/shard-checks.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { held } from './faults/strays.ts';
import { shardsApply } from './serai/commands/shards.ts';
import { say } from './serai/testing.ts';
import { type Signing, signing } from './testing/bundles.ts';
import { businessDate, type Desk, day, deskAt, property, stay } from './testing/desk.ts';

const shards = 2;
/** In each database. */
const propertiesMin = 2;
const patience = { timeout: 15_000, interval: 20 };
const tenantId = randomUUID();
const rooms = 3;

let databases: readonly TestDatabase[];
let owners: readonly pg.Client[];
let keys: Signing;
let running: Served;
/** By the database they belong to. */
let properties: readonly (readonly string[])[];

interface Served {
  readonly functions: RunningFunctions;
  readonly engines: OpenEngines;
  readonly desk: Desk;
}

async function serve(divided: Sharding): Promise<Served> {
  const [first, ...others] = databases.map(({ url }) => url);
  const settings = settingsOf(
    { ...keys.env, DATABASE_URL: first, DATABASE_SHARD_URLS: others.join(',') },
    'shards',
  );
  const all = await declarationsIn(join(import.meta.dirname, '..'));
  const declarations = all.filter(({ context }) => !divided.unshardedContexts.includes(context));
  const engines = openEngines({
    ...{ database: settings.database, service: 'shards', instance: settings.instance },
    shards: { others: settings.shards, sharding: divided },
    ...{ signingSecret: settings.signingSecret, issuers: settings.issuers, roles: roleGrants },
    providerReach: settings.providerReach,
    ...{ logger: logger({ level: 'silent', service: 'shards' }), poolMax: 3 },
    house: { name: 'Serai', functions: declarations, demoUsers: [] },
  });
  const functions = await runFunctions(declarations, engines, {
    ...{ port: 0, hostname: '127.0.0.1', brokers },
    before: shardCheck({ kind: 'http' }, engines),
  });
  const token = await keys.token(tenantId, 'tenant_admin');
  return { functions, engines, desk: deskAt(`http://127.0.0.1:${functions.port}`, token) };
}

async function stop({ functions, engines }: Served): Promise<void> {
  engines.announceClosing();
  await functions.stop();
  await engines.close();
}

function environment(): Record<string, string> {
  const [first = '', second = ''] = databases.map(({ url }) => url);
  return { DATABASE_URL: first, DATABASE_SHARD_URLS: second };
}

async function open(): Promise<readonly (readonly string[])[]> {
  const opened: string[][] = [[], []];
  while (opened.some((each) => each.length < propertiesMin) || twins(opened) === undefined) {
    const { id } = await running.desk.call('open-property', { body: property(rooms) });
    opened[shardOf(bucketOf(id), buckets, shards)]?.push(id);
  }
  return opened;
}

/** One of each database whose partitions have the same number: what is mixed up there fits. */
function twins([first = [], second = []]: readonly (readonly string[])[]) {
  const pairs = first.flatMap((one) => second.map((other) => [one, other] as const));
  return pairs.find(([one, other]) => bucketOf(one) % partitions === bucketOf(other) % partitions);
}

beforeAll(async () => {
  databases = [await testDatabase(), await testDatabase()];
  owners = databases.map(({ url }) => new pg.Client({ connectionString: url }));
  await Promise.all(owners.map((each) => each.connect()));
  keys = await signing();
  const applied = await say([shardsApply], ['shards', 'apply', '--json'], environment());
  expect(applied).toMatchObject({ code: 0, err: '' });
  running = await serve(sharding);
  await running.functions.ready;
  properties = await open();
});
afterAll(async () => {
  await stop(running);
  await Promise.all(owners.map((each) => each.end()));
  await Promise.all(databases.map((each) => each.close()));
});

describe('A property, whichever database it is in', () => {
  test('is booked, changed, listed and counted', async () => {
    const { desk } = running;
    for (const propertyId of properties.flat()) {
      const path = `/v1/properties/${propertyId}`;
      const booked = await desk.post(`${path}/reservations`, stay(0, 2));
      expect(booked.status).toBe(201);
      const { id } = booked.body;
      const later = await desk.post(`${path}/reservations`, stay(1, 1));
      expect(later.status).toBe(201);
      const arrived = await desk.post(`${path}/reservations/${id}/check-ins`, {});
      expect(arrived).toMatchObject({ status: 200, body: { id, status: 'in_house' } });

      expect(await desk.get(`${path}/reservations/${later.body.id}`)).toMatchObject({
        status: 200,
        body: { id: later.body.id, status: 'confirmed' },
      });
      const listed = await desk.get(`${path}/reservations`);
      expect(listed.body.reservations.map((each: { id: string }) => each.id).toSorted()).toEqual(
        [id, later.body.id].toSorted(),
      );
      expect(await desk.get(`${path}/business-day`)).toMatchObject({ body: { businessDate } });
      const free = await desk.get(`${path}/availability?from=${day(0)}&to=${day(3)}`);
      expect(free.status).toBe(200);
      expect(JSON.stringify(free.body)).toContain(`"sold":2`);
      await vi.waitFor(async () => {
        const arrivals = await desk.get(`${path}/arrivals?date=${day(1)}`);
        expect(JSON.stringify(arrivals.body)).toContain(later.body.id);
        const inHouse = await desk.get(`${path}/in-house`);
        expect(JSON.stringify(inHouse.body)).toContain(id);
        expect(await desk.get(`${path}/statistics`)).toMatchObject({
          ...{ status: 200, body: { reservations: 2, status: { confirmed: 1, in_house: 1 } } },
        });
      }, patience);
      const items = await desk.get(`${path}/work-items`);
      expect(items).toMatchObject({ status: 200, body: { workItems: [] } });
    }
  });

  test('is not mixed up with one whose partition has the same number', async () => {
    const pair = twins(properties) ?? [];
    const booked = new Map<string, string[]>(pair.map((id) => [id, []]));
    for (let from = 10; from < 30; from += 1)
      for (const id of pair) {
        const { status, body } = await running.desk.post(
          `/v1/properties/${id}/reservations`,
          stay(from, 1),
        );
        expect(status).toBe(201);
        booked.get(id)?.push(body.id);
      }
    for (const [shard, id] of pair.entries())
      await vi.waitFor(async () => {
        const shown = await owners[shard]?.query(
          `select reservation_id as id from reservations.arrivals
           where property_id = $1 and arrival >= $2 order by arrival`,
          [id, day(10)],
        );
        expect(shown?.rows.map((each) => each.id)).toEqual(booked.get(id));
      }, patience);
  });

  test('has the same answer when its key is asked again', async () => {
    for (const [propertyId] of properties) {
      const path = `/v1/properties/${propertyId}/reservations`;
      const key = randomUUID();
      const first = await running.desk.post(path, stay(5, 1), key);
      const again = await running.desk.post(path, stay(5, 1), key);
      expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
      expect(again.headers.get('idempotent-replayed')).toBe('true');
    }
  });

  test('is in the list of its tenant, which the first database has', async () => {
    await vi.waitFor(async () => {
      const { body } = await running.desk.get('/v1/properties');
      expect(body.properties.map((each: { id: string }) => each.id).toSorted()).toEqual(
        properties.flat().toSorted(),
      );
    }, patience);
    for (const propertyId of properties.flat())
      expect(await running.desk.get(`/v1/properties/${propertyId}`)).toMatchObject({ status: 200 });
  });

  test('has rows in its own database alone', async () => {
    for (const [shard, owner] of owners.entries()) {
      const found = await held(owner, shard, shards);
      expect(found.strays).toEqual([]);
      expect(found.properties).toBe(properties[shard]?.length);
      expect(found.reservations).toBeGreaterThan(0);
    }
  });
});

describe('A door that takes a property for that of another database', () => {
  test('neither opens nor sells it', async () => {
    const wrong = await serve({ ...sharding, bucketOf: (id) => buckets - 1 - bucketOf(id) });
    try {
      for (const [propertyId] of properties)
        expect(
          await wrong.desk.post(`/v1/properties/${propertyId}/reservations`, stay(7, 1)),
        ).toMatchObject({ status: 404, body: { code: 'property_unknown' } });
      expect(await wrong.desk.post('/v1/properties', property(1))).toMatchObject({ status: 500 });
    } finally {
      await stop(wrong);
    }
  });
});

describe('What does not fit together is refused in one sentence', () => {
  test('databases in another order', async () => {
    databases = databases.toReversed();
    const turned = await serve(sharding);
    try {
      await expect(turned.functions.ready).rejects.toThrow(
        /^DATABASE_URL and DATABASE_SHARD_URLS name as shard [01] of 2 a database that is shard [01] of 2\.$/,
      );
    } finally {
      await stop(turned);
      databases = databases.toReversed();
    }
  });

  test('one of several databases, taken for the only one', async () => {
    const { engines } = running;
    const alone = shardCheck({ kind: 'consumer' }, { shards: undefined });
    await expect(alone?.(engines)).rejects.toThrow(
      'name as shard 0 of 1 a database that is shard 0 of 2.',
    );
  });

  test('a function that knows one database', () => {
    const [, other] = databases;
    const given = settingsOf(
      { ...keys.env, ...environment(), DATABASE_SHARD_URLS: other?.url },
      'list-events',
    );
    expect(() =>
      refuseUnsharded({ name: 'list-events', context: 'integrations' }, sharding, given),
    ).toThrow(
      'list-events reads one database and would answer with a part of what there is; it does not run with DATABASE_SHARD_URLS.',
    );
    expect(
      refuseUnsharded({ name: 'list-arrivals', context: 'reservations' }, sharding, given),
    ).toBeUndefined();
  });

  test('settings that name one database alone, or twice', async () => {
    const [first = '', second = ''] = databases.map(({ url }) => url);
    const alone = await say([shardsApply], ['shards', 'apply'], { DATABASE_URL: first });
    expect(alone).toMatchObject({
      code: 1,
      err: expect.stringContaining('DATABASE_SHARD_URLS: is missing'),
    });
    const twice = await say([shardsApply], ['shards', 'apply'], {
      ...{ DATABASE_URL: second, DATABASE_SHARD_URLS: second },
    });
    expect(twice.err).toMatch(/DATABASE_SHARD_URLS: names .* twice/);
  });
});
