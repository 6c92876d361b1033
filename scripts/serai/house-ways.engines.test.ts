/** A house that reaches its database through a transaction pooler, or through Neon's driver. */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { neonDriver } from '#shared/database/neon-driver.ts';
import { testServer } from '#shared/testing/database.ts';
import { type PgbouncerEngine, pgbouncerEngine } from '../engines/pgbouncer.ts';
import { websocketProxy } from '../engines/websocket-proxy.ts';
import { stay } from '../testing/desk.ts';
import { type TestHouse, testHouse } from '../testing/house.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** Transactions of every kind: a property opened, many bookings at once, each key twice, reads. */
async function books(house: TestHouse): Promise<void> {
  const path = await house.open(30);
  const keys = Array.from({ length: 30 }, () => randomUUID());
  const book = (key: string) => house.desk.post(`${path}/reservations`, stay(1, 2), key);
  const booked = await Promise.all(keys.map(book));
  expect(new Set(booked.map(({ status }) => status))).toEqual(new Set([201]));
  const again = await Promise.all(keys.map(book));
  expect(again.map(({ body }) => body.id)).toEqual(booked.map(({ body }) => body.id));
  expect((await book(randomUUID())).status).toBe(409);
  const listed = await house.desk.get(`${path}/reservations?limit=100`);
  expect(listed.body.reservations).toHaveLength(30);
}

/** The port that a URL names. */
function moved(url: string, to: string): string {
  const moved = new URL(url);
  moved.port = new URL(to).port;
  return moved.href;
}

describe('A house through pgbouncer', () => {
  let pooler: PgbouncerEngine;

  test('books, on few sessions of the server', async () => {
    pooler = await pgbouncerEngine({ url: testServer().url, poolSize: 4 });
    closing.push(() => pooler.close());
    const house = await testHouse({ poolerOf: (url) => moved(url, pooler.url) });
    closing.push(() => house.stop());
    await books(house);
    const { rows } = await house.owner.query<{ used: boolean; few: boolean }>(
      `select count(*) > 0 as used, count(*) <= 4 as few from pg_stat_activity
       where datname = current_database() and application_name not like 'house log%'
         and application_name not like 'serai%' and pid <> pg_backend_pid()`,
    );
    expect(rows).toEqual([{ used: true, few: true }]);
  });

  test('goes on when the pooler is killed and comes back', async () => {
    const house = await testHouse({ poolerOf: (url) => moved(url, pooler.url) });
    closing.push(() => house.stop());
    await books(house);
    await pooler.kill();
    await pooler.start();
    await expect
      .poll(() => books(house).then(() => 'books', String), { timeout: 20_000 })
      .toBe('books');
  });
});

test("A house through Neon's driver books", async () => {
  const proxy = await websocketProxy(testServer().url);
  closing.push(() => proxy.close());
  const house = await testHouse({ databaseDriver: neonDriver({ proxyUrl: proxy.url }) });
  closing.push(() => house.stop());
  await books(house);
});
