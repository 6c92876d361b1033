/** PostgreSQL through Neon's driver and a WebSocket proxy: the same contract, but for the carrier. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Channels } from '#shared/cache/channels.ts';
import { postgresChannels } from '#shared/cache/postgres-channels.ts';
import { channelsContract } from '#shared/cache/testing/channels-contract.ts';
import { type WebsocketProxy, websocketProxy } from '../../scripts/engines/websocket-proxy.ts';
import { type TestDatabase, testDatabase, testServer } from '../testing/database.ts';
import { neonDriver } from './neon-driver.ts';
import { postgresDatabase } from './postgres.ts';
import { databaseContract } from './testing/contract.ts';

const proxies: WebsocketProxy[] = [];

databaseContract("Neon's driver", {
  async through(url) {
    const proxy = await websocketProxy(url);
    proxies.push(proxy);
    return { url, driver: neonDriver({ proxyUrl: proxy.url }), prepare: false };
  },
  async close() {
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  },
});

let channelProxy: WebsocketProxy;
let channelHouse: TestDatabase;
beforeAll(async () => {
  channelHouse = await testDatabase({ empty: true });
  channelProxy = await websocketProxy(channelHouse.url);
});
afterAll(async () => {
  await channelProxy.close();
  await channelHouse.close();
});

/** LISTEN and NOTIFY through the same driver. */
function channelsOf(instanceId: string, failed: (error: unknown) => void): Channels {
  const driver = neonDriver({ proxyUrl: channelProxy.url });
  return postgresChannels({ url: channelHouse.url, driver, instanceId, failed });
}

channelsContract("Neon's driver between processes", (failed) => ({
  publisher: channelsOf('a', failed),
  subscriber: channelsOf('b', failed),
}));

test('a proxy lets nobody through to another server', async () => {
  const proxy = await websocketProxy('postgres://127.0.0.1:1/none');
  const { url } = testServer();
  const driver = neonDriver({ proxyUrl: proxy.url });
  const database = postgresDatabase({ url, driver, prepare: false, acquireTimeoutMs: 2_000 });
  onTestFinished(async () => {
    await database.close();
    await proxy.close();
  });
  await expect(database.read([], (sql) => sql.rows('select 1'))).rejects.toMatchObject({
    name: 'DatabaseUnavailable',
  });
});
