/** A server that dies in the middle of everything and comes back: what was said to be written is there. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PgbouncerEngine, pgbouncerEngine } from '../../scripts/engines/pgbouncer.ts';
import { type PostgresEngine, postgresEngine } from '../../scripts/engines/postgres.ts';
import { type WebsocketProxy, websocketProxy } from '../../scripts/engines/websocket-proxy.ts';
import { CommitUnknown, DatabaseUnavailable } from './database.ts';
import { neonDriver } from './neon-driver.ts';
import { type PostgresOptions, postgresDatabase } from './postgres.ts';
import { postgresListener } from './postgres-listener.ts';

let server: PostgresEngine;
let pooler: PgbouncerEngine;
let proxy: WebsocketProxy;
beforeAll(async () => {
  server = await postgresEngine();
  [pooler, proxy] = await Promise.all([
    pgbouncerEngine({ url: server.url, poolSize: 5 }),
    websocketProxy(server.url),
  ]);
  await asOwner('create table jars (way text, jar integer, primary key (way, jar))');
});
afterAll(async () => {
  await pooler.close();
  await proxy.close();
  await server.close();
});

async function asOwner<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const owner = new pg.Client({ connectionString: server.url });
  await owner.connect();
  const { rows } = await owner.query<Row>(text, values);
  await owner.end();
  return rows;
}

const ways: Readonly<Record<string, () => PostgresOptions>> = {
  directly: () => ({ url: server.url }),
  'through pgbouncer': () => ({ url: pooler.url, prepare: false }),
  "through Neon's driver": () => ({
    ...{ url: server.url, prepare: false, driver: neonDriver({ proxyUrl: proxy.url }) },
  }),
};

function optionsOf(way: string): PostgresOptions {
  return ways[way]?.() ?? { url: server.url };
}

/** A start of the server takes a second, several on a busy machine. */
const againMsMax = 40_000;

/** A kill by every way; an orderly stop, which is milder, by one. */
const rounds = [
  ...Object.keys(ways).map((way) => ({ way, how: 'killed' }) as const),
  { way: 'directly', how: 'stopped' },
] as const;

describe('A server that writers are at', () => {
  test.each(rounds)(
    '$way, is $how: whoever wrote knows, and writes again',
    async ({ way, how }) => {
      const database = postgresDatabase({ ...optionsOf(way), poolMax: 4 });
      const name = `${way} ${how}`;
      const ended = new AbortController();
      const written: number[] = [];
      const unknown: number[] = [];
      const strange: unknown[] = [];

      async function work(first: number): Promise<void> {
        for (let jar = first; !ended.signal.aborted; jar += 4) {
          await database
            .write([], (sql) => sql.count('insert into jars values ($1, $2)', [name, jar]))
            .then(
              () => written.push(jar),
              (error: unknown) => {
                if (error instanceof CommitUnknown) unknown.push(jar);
                else if (!(error instanceof DatabaseUnavailable)) strange.push(error);
              },
            );
        }
      }
      const working = Promise.all([0, 1, 2, 3].map(work));
      await expect.poll(() => written.length, { timeout: 10_000 }).toBeGreaterThan(50);
      await (how === 'killed' ? server.kill() : server.stop());
      const before = written.length;
      await server.start();
      await expect.poll(() => written.length, { timeout: againMsMax }).toBeGreaterThan(before + 50);
      ended.abort();
      await working;
      await database.close();

      expect(strange).toEqual([]);
      const there = await asOwner<{ jar: number }>('select jar from jars where way = $1', [name]);
      const kept = new Set(there.map(({ jar }) => jar));
      expect(written.filter((jar) => !kept.has(jar))).toEqual([]);
      const known = new Set([...written, ...unknown]);
      expect([...kept].filter((jar) => !known.has(jar))).toEqual([]);
    },
  );
});

test('Whoever listens hears again after a restart, and is told to look', async () => {
  let looks = 0;
  const heard: string[] = [];
  const listener = postgresListener({
    url: server.url,
    onNotification: (_channel, payload) => heard.push(payload),
    onReconnected: () => {
      looks += 1;
    },
  });
  await listener.listen('news');
  await asOwner(`notify news, 'before'`);
  await expect.poll(() => heard).toEqual(['before']);
  await server.kill();
  await server.start();
  await expect.poll(() => looks, { timeout: againMsMax }).toBe(1);
  await asOwner(`notify news, 'after'`);
  await expect.poll(() => heard).toEqual(['before', 'after']);
  await listener.close();
});
