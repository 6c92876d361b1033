/** A house that books while its Redis dies, freezes, forgets everything and comes back. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisEngine, redisEngine } from '../engines/redis.ts';
import { stay } from '../testing/desk.ts';
import { type TestHouse, testHouse } from '../testing/house.ts';

let redis: RedisEngine;
let house: TestHouse;
beforeAll(async () => {
  redis = await redisEngine();
  house = await testHouse({ redisUrl: redis.url });
});
afterAll(async () => {
  await house.stop();
  await redis.close();
});

/** Each of these is a booking more or less; the order of the phases is what is tested. */
const bookingsPerPhase = 20;

interface Booked {
  readonly key: string;
  readonly id: string;
}

async function book(path: string, key: string): Promise<Booked> {
  const { status, body } = await house.desk.post(`${path}/reservations`, stay(1, 1), key);
  // A booking whose reply is lost is decided all the same, and 202 says where to look.
  expect([201, 202]).toContain(status);
  return { key, id: body.id };
}

async function phase(path: string): Promise<Booked[]> {
  const booked = Array.from({ length: bookingsPerPhase }, () => book(path, randomUUID()));
  return Promise.all(booked);
}

test('every booking is taken once, whatever becomes of Redis', async () => {
  const path = await house.open(200);
  const operator = new Redis(redis.url, { lazyConnect: true, retryStrategy: () => 50 });
  operator.on('error', () => undefined);
  await operator.connect();

  const booked = await phase(path);
  expect(await operator.dbsize()).toBeGreaterThan(0);
  redis.freeze();
  booked.push(...(await phase(path)));
  redis.thaw();
  booked.push(...(await phase(path)));
  const dying = phase(path);
  await redis.kill();
  booked.push(...(await dying), ...(await phase(path)));
  await redis.start();
  booked.push(...(await phase(path)));
  await operator.flushall();
  booked.push(...(await phase(path)));
  operator.disconnect();

  // Said again, with hints and without, each key gives the reservation that it gave before.
  const again = await Promise.all(booked.map(({ key }) => book(path, key)));
  expect(again).toEqual(booked);
  expect(new Set(booked.map(({ id }) => id)).size).toBe(booked.length);
  const { rows } = await house.owner.query<{ sold: number; reservations: number }>(
    `select (select count(*)::int from reservations.reservations where status = 'confirmed') as reservations,
       (select sum(sold)::int from reservations.nights where room_type = 'DBL') as sold`,
  );
  expect(rows).toEqual([{ reservations: booked.length, sold: booked.length }]);
});

test('a repeated key is answered from the hint, and a flush only makes it slower', async () => {
  const path = await house.open(5);
  const operator = new Redis(redis.url);
  // A Redis that did not answer is left alone for a second, and this one has just been through much.
  await expect
    .poll(async () => {
      await operator.flushall();
      await house.desk.post(`${path}/reservations`, stay(3, 1));
      return operator.keys('serai:decision:*');
    })
    .toHaveLength(1);
  const key = randomUUID();
  const first = await house.desk.post(`${path}/reservations`, stay(1, 1), key);
  expect(first.status).toBe(201);
  const commands = () =>
    house.owner.query(
      `select sum(next_offset)::int as sent from log.partitions
       where topic_id = (select id from log.topics where name = 'reservations.commands')`,
    );
  const before = (await commands()).rows;
  const hinted = await house.desk.post(`${path}/reservations`, stay(1, 1), key);
  expect(hinted).toMatchObject({ status: 201, body: first.body });
  expect(hinted.headers.get('idempotent-replayed')).toBe('true');
  expect((await commands()).rows).toEqual(before);

  const other = await house.desk.post(`${path}/reservations`, stay(2, 1), key);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });

  await operator.flushall();
  operator.disconnect();
  const unhinted = await house.desk.post(`${path}/reservations`, stay(1, 1), key);
  expect(unhinted).toMatchObject({ status: 201, body: first.body });
  expect(unhinted.headers.get('idempotent-replayed')).toBe('true');
});
