import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Channels } from '#shared/cache/channels.ts';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { postgresChannels } from '#shared/cache/postgres-channels.ts';
import { channelsContract } from '#shared/cache/testing/channels-contract.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ empty: true });
});
afterAll(() => database.close());

const failures: unknown[] = [];
const failed = (error: unknown) => failures.push(error);

function postgres(instanceId: string, told: (error: unknown) => void = failed): Channels {
  return postgresChannels({ url: database.url, instanceId, failed: told });
}

function both(channels: Channels) {
  return { publisher: channels, subscriber: channels };
}

channelsContract('memory', (told) => both(memoryChannels({ failed: told })));
channelsContract('PostgreSQL within a process', (told) => both(postgres('a', told)));
channelsContract('PostgreSQL between processes', (told) => ({
  publisher: postgres('a', told),
  subscriber: postgres('b', told),
}));

describe('PostgreSQL channels', () => {
  const opened: Channels[] = [];
  const connect = (instanceId: string) => {
    const channels = postgres(instanceId);
    opened.push(channels);
    return channels;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((channels) => channels.close()));
    failures.length = 0;
  });

  test('carry what one process is told by another and by itself', async () => {
    const [a, b] = [connect('a'), connect('b')];
    const heard: string[] = [];
    await a.subscribe('process.a.replies', (message) => heard.push(`replies ${message}`));
    await a.subscribe('process.a.orders', (message) => heard.push(`orders ${message}`));
    await a.publish('process.a.replies', 'own');
    await b.publish('process.a.replies', 'foreign');
    await b.publish('process.b.replies', 'not for a');
    await b.publish('process.a.orders', 'last');
    await vi.waitUntil(() => heard.length >= 3, { timeout: 5_000 });
    expect(heard).toEqual(['replies own', 'replies foreign', 'orders last']);
  });

  test('do not touch the database for what a process tells itself', async () => {
    const away = postgresChannels({ url: 'postgres://127.0.0.1:1/none', instanceId: 'a', failed });
    opened.push(away);
    await away.publish('process.a.replies', 'own');
    expect(failures).toEqual([]);
    await away.publish('news', 'for others');
    expect(failures).toEqual([expect.objectContaining({ code: 'ECONNREFUSED' })]);
  });

  test('let nobody listen to the channel of another process', async () => {
    await expect(connect('a').subscribe('process.b.replies', () => {})).rejects.toThrow(
      'process.b.replies is not a channel of a',
    );
    await expect(connect('a').subscribe('process.ab.replies', () => {})).rejects.toThrow();
  });

  test('refuse a subscription while the database is away, and keep nothing of it', async () => {
    const away = postgresChannels({
      url: 'postgres://127.0.0.1:1/none',
      instanceId: 'a',
      failed,
      listenTimeoutMs: 50,
    });
    opened.push(away);
    const heard: string[] = [];
    await expect(away.subscribe('news', (message) => heard.push(message))).rejects.toThrow(
      'not listening after 50 ms',
    );
    await away.publish('news', 'a');
    expect(heard).toEqual([]);
  });

  test('listen again by themselves after a lost connection', async () => {
    const [a, b] = [connect('a'), connect('b')];
    const heard: string[] = [];
    await a.subscribe('news', (message) => heard.push(message));
    await a.subscribe('process.a.replies', (message) => heard.push(message));
    await b.publish('news', 'before');
    await vi.waitUntil(() => heard.length === 1, { timeout: 5_000 });

    await endConnections();
    await vi.waitUntil(() => failures.length >= 2, { timeout: 5_000 });

    let sent = 0;
    await vi.waitUntil(
      async () => {
        sent += 1;
        await b.publish('news', `after ${sent}`);
        return heard.length > 1;
      },
      { timeout: 5_000, interval: 50 },
    );
    await b.publish('process.a.replies', 'last');
    await vi.waitUntil(() => heard.at(-1) === 'last', { timeout: 5_000 });
    expect(new Set(heard).size).toBe(heard.length);
  });

  async function endConnections(): Promise<void> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'serai channels' and datname = current_database()`);
    await client.end();
  }

  test('go on listening until the last subscriber has ended', async () => {
    const [a, b] = [connect('a'), connect('b')];
    const heard: string[] = [];
    const first = await a.subscribe('news', (message) => heard.push(`first ${message}`));
    const second = await a.subscribe('news', (message) => heard.push(`second ${message}`));
    await first();
    await first();
    await b.publish('news', 'a');
    await vi.waitUntil(() => heard.length > 0, { timeout: 5_000 });
    await second();
    await b.publish('news', 'b');
    await a.subscribe('news', (message) => heard.push(`third ${message}`));
    await b.publish('news', 'c');
    await vi.waitUntil(() => heard.length > 1, { timeout: 5_000 });
    expect(heard).toEqual(['second a', 'third c']);
  });

  test('send what one turn publishes in one statement', async () => {
    const [a, b] = [connect('a'), connect('b')];
    const heard: string[] = [];
    await a.subscribe('process.a.replies', (message) => heard.push(message));
    const texts = Array.from({ length: 5_000 }, (_, i) => String(i));
    await Promise.all(texts.map((text) => b.publish('process.a.replies', text)));
    await vi.waitUntil(() => heard.length === 5_000, { timeout: 5_000 });
    expect(heard).toEqual(texts);
    expect(failures).toEqual([]);
  });
});
