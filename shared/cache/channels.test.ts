import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Channels, MESSAGE_BYTES_MAX, MessageTooLong } from '#shared/cache/channels.ts';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { postgresChannels } from '#shared/cache/postgres-channels.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ empty: true });
});
afterAll(() => database.close());

interface Ends {
  readonly publisher: Channels;
  readonly subscriber: Channels;
}

const failures: unknown[] = [];
const failed = (error: unknown) => failures.push(error);

function postgres(instanceId: string): Channels {
  return postgresChannels({ url: database.url, instanceId, failed });
}

function both(channels: Channels): Ends {
  return { publisher: channels, subscriber: channels };
}

const adapters: Record<string, () => Ends> = {
  memory: () => both(memoryChannels({ failed })),
  'PostgreSQL within a process': () => both(postgres('a')),
  'PostgreSQL between processes': () => ({ publisher: postgres('a'), subscriber: postgres('b') }),
};

describe.each(Object.entries(adapters))('%s channels', (_name, open) => {
  let ends: Ends;
  const opened = () => {
    ends = open();
    return ends;
  };
  afterEach(async () => {
    failures.length = 0;
    await ends.publisher.close();
    await ends.subscriber.close();
  });

  /** Everything published before this has arrived when it resolves. */
  async function settled({ publisher, subscriber }: Ends): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = await subscriber.subscribe('settled', () => resolve());
    await publisher.publish('settled', '');
    await promise;
    await end();
  }

  test('deliver in order, each message once to each subscriber of its channel', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    await subscriber.subscribe('news', (message) => heard.push(`1 ${message}`));
    await subscriber.subscribe('news', (message) => heard.push(`2 ${message}`));
    await subscriber.subscribe('other', (message) => heard.push(`3 ${message}`));
    await publisher.publish('news', 'a');
    await Promise.all([publisher.publish('news', 'b'), publisher.publish('other', 'c')]);
    await settled(ends);
    expect(heard).toEqual(['1 a', '2 a', '1 b', '2 b', '3 c']);
  });

  test('deliver equal messages as often as they are sent', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    await subscriber.subscribe('news', (message) => heard.push(message));
    await Promise.all(['same', 'same', 'same'].map((text) => publisher.publish('news', text)));
    await settled(ends);
    expect(heard).toEqual(['same', 'same', 'same']);
  });

  test('deliver one function twice when it is subscribed twice', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    const receive = (message: string) => heard.push(message);
    await subscriber.subscribe('news', receive);
    const end = await subscriber.subscribe('news', receive);
    await publisher.publish('news', 'a');
    await settled(ends);
    await end();
    await end();
    await publisher.publish('news', 'b');
    await settled(ends);
    expect(heard).toEqual(['a', 'a', 'b']);
  });

  test('deliver nothing after the end of a subscription, and again to a new one', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    const end = await subscriber.subscribe('news', (message) => heard.push(`old ${message}`));
    await end();
    await publisher.publish('news', 'a');
    await subscriber.subscribe('news', (message) => heard.push(`new ${message}`));
    await publisher.publish('news', 'b');
    await settled(ends);
    expect(heard).toEqual(['new b']);
  });

  test('deliver nothing to one whom another receiver has just ended', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    const later: (() => Promise<void>)[] = [];
    await subscriber.subscribe('news', (message) => {
      heard.push(`first ${message}`);
      for (const end of later) void end();
    });
    later.push(await subscriber.subscribe('news', (message) => heard.push(`ended ${message}`)));
    await publisher.publish('news', 'a');
    await settled(ends);
    expect(heard).toEqual(['first a']);
  });

  test('deliver to the others when one receiver throws, and tell of it', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    const mistake = new Error('a mistake');
    await subscriber.subscribe('news', () => {
      throw mistake;
    });
    await subscriber.subscribe('news', (message) => heard.push(message));
    await publisher.publish('news', 'a');
    await settled(ends);
    expect(heard).toEqual(['a']);
    expect(failures).toEqual([mistake]);
  });

  test('carry any text as it was sent', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    await subscriber.subscribe('news', (message) => heard.push(message));
    const texts = [
      '',
      '\u0000',
      '\\0\u0000\\\\0',
      '\n\n',
      "'quoted'",
      'ü'.repeat(3_990),
      '🏕'.repeat(6_000),
      `x${'🏕'.repeat(6_000)}\u0000`,
      ...fc.sample(fc.string({ unit: 'binary', maxLength: 10_000, size: 'max' }), {
        seed: 1,
        numRuns: 20,
      }),
    ].map((text) => text.toWellFormed());
    await Promise.all(texts.map((text) => publisher.publish('news', text)));
    await settled(ends);
    expect(heard).toEqual(texts);
  });

  test('replace what no encoding can carry', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    await subscriber.subscribe('news', (message) => heard.push(message));
    await publisher.publish('news', 'half \ud83c of a pair');
    await settled(ends);
    expect(heard).toEqual(['half \ufffd of a pair']);
  });

  test('carry the longest message and refuse a longer one', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    await subscriber.subscribe('news', (message) => heard.push(message));
    const longest = 'ü'.repeat(MESSAGE_BYTES_MAX / 2);
    const nothing = '\u0000'.repeat(MESSAGE_BYTES_MAX);
    await publisher.publish('news', longest);
    await publisher.publish('news', nothing);
    await expect(publisher.publish('news', `${longest}.`)).rejects.toThrow(
      new MessageTooLong('65537 bytes on news, at most 65536 are carried'),
    );
    await settled(ends);
    expect(heard).toEqual([longest, nothing]);
  });

  test.each([
    ['empty', ''],
    ['of two words', 'two words'],
    ['beyond ASCII', 'ünicode'],
    ['longer than 200', 'x'.repeat(201)],
  ])('refuse a name that is %s', async (_what, name) => {
    const { publisher, subscriber } = opened();
    await expect(publisher.publish(name, 'a')).rejects.toThrow('not a channel name');
    await expect(subscriber.subscribe(name, () => {})).rejects.toThrow('not a channel name');
  });

  test('deliver nothing once closed', async () => {
    const { publisher, subscriber } = opened();
    const heard: string[] = [];
    await subscriber.subscribe('news', (message) => heard.push(message));
    await subscriber.close();
    await publisher.publish('news', 'a');
    expect(heard).toEqual([]);
  });
});

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
