import { once } from 'node:events';
import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { postgresListener } from './postgres-listener.ts';

let house: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  house = await testDatabase({ empty: true });
  owner = new pg.Client({ connectionString: house.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await house.close();
});

function listening(url = house.url) {
  const heard: string[] = [];
  let reconnections = 0;
  const listener = postgresListener({
    url,
    onNotification: (channel, payload) => heard.push(`${channel}:${payload}`),
    onReconnected: () => {
      reconnections += 1;
    },
  });
  onTestFinished(() => listener.close());
  return { listener, heard, reconnections: () => reconnections };
}

const soon = { timeout: 5_000, interval: 5 };

describe('listening', () => {
  test('hears what is sent after listen resolved, until unlisten', async () => {
    const { listener, heard } = listening();
    await listener.listen('a "quoted" channel');
    await owner.query(`select pg_notify('a "quoted" channel', 'one'), pg_notify('other', 'no')`);
    await vi.waitUntil(() => heard.length > 0, soon);
    await listener.unlisten('a "quoted" channel');
    await listener.listen('last');
    await owner.query(`select pg_notify('a "quoted" channel', 'two'), pg_notify('last', '')`);
    await vi.waitUntil(() => heard.length > 1, soon);
    expect(heard).toStrictEqual(['a "quoted" channel:one', 'last:']);
  });

  test('goes on after its connection was killed, and says so', async () => {
    const { listener, heard, reconnections } = listening();
    await listener.listen('again');
    await owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'serai listener' and query like 'listen%again%'",
    );
    await vi.waitUntil(() => reconnections() === 1, soon);
    await owner.query("select pg_notify('again', 'still there')");
    await vi.waitUntil(() => heard.length > 0, soon);
    expect(heard).toStrictEqual(['again:still there']);
  });

  test('without a database waits for one and closes at once', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { listener, reconnections } = listening(
      house.url.replace(/:\d+\//, `:${portOf(closed.address())}/`),
    );
    closed.close();
    await listener.listen('nobody');
    await listener.close();
    expect(reconnections()).toBe(0);
  });
});

function portOf(address: unknown): number {
  return (address as { port: number }).port;
}
