/** What `serai doctor` finds at real engines by address. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testServer } from '#shared/testing/database.ts';
import { type PgbouncerEngine, pgbouncerEngine } from '../engines/pgbouncer.ts';
import { type RedisEngine, redisEngine } from '../engines/redis.ts';
import { checkDatabase } from './check-database.ts';
import { checkRedis } from './check-redis.ts';

let redis: RedisEngine;
let pooler: PgbouncerEngine;
let server: string;
beforeAll(async () => {
  server = testServer().url;
  [redis, pooler] = await Promise.all([redisEngine(), pgbouncerEngine({ url: server })]);
});
afterAll(async () => {
  await redis.close();
  await pooler.close();
});

describe('Of Redis', () => {
  test('it says the version', async () => {
    expect(await checkRedis(redis.url)).toEqual({
      ...{ name: 'redis', ok: true, found: expect.stringMatching(/^Redis [7-9]\./) },
    });
  });

  test('it says that it is no cluster where one is expected', async () => {
    const { ok, found } = await checkRedis(`${redis.url}?cluster=true`);
    expect(ok).toBe(false);
    expect(found).toMatch(/^REDIS_URL cannot be used: /);
  });

  test('it says what is away, and that it is no matter of life and death', async () => {
    expect(await checkRedis('redis://127.0.0.1:9')).toEqual({
      name: 'redis',
      ok: false,
      found: 'REDIS_URL cannot be used: connect ECONNREFUSED 127.0.0.1:9; all goes on without it',
    });
    expect((await checkRedis('http://nowhere')).found).toBe(
      'REDIS_URL is not redis://… or rediss://…',
    );
  });
});

describe('Of a database by address', () => {
  const functions = [{ replicasMax: 20 }, { replicasMax: 10 }];
  const setup = { databaseUrl: '', databaseDirectUrl: undefined, connectionsMax: undefined };
  const check = (more: Partial<Parameters<typeof checkDatabase>[0]>) =>
    checkDatabase({ ...setup, functions, ...more });

  test('it adds up what all functions may hold and compares it with what the server has', async () => {
    const pools = async (connectionsMax: number | undefined) =>
      (await check({ databaseUrl: server, connectionsMax })).find(({ name }) => name === 'pools');
    const sum = (wanted: number) =>
      `2 functions at their most hold ${wanted} connections, the server has 197`;
    const way = '; set DATABASE_CONNECTIONS_MAX, or put a pooler before it';
    expect(await pools(90)).toEqual({ name: 'pools', ok: true, found: sum(170) });
    expect(await pools(120)).toEqual({ name: 'pools', ok: false, found: `${sum(240)}${way}` });
    expect(await pools(undefined)).toEqual({ name: 'pools', ok: true, found: `${sum(390)}${way}` });
    expect((await pools(40))?.found).toMatch(/^DATABASE_CONNECTIONS_MAX is 40, and 20 replicas/);
  });

  test('it looks at the pooler and past it', async () => {
    const found = await check({ databaseUrl: pooler.url, databaseDirectUrl: server });
    expect(found.map(({ name, ok }) => [name, ok])).toEqual([
      ...[
        ['database', true],
        ['migrations', true],
        ['pooler', true],
      ],
    ]);
  });

  test('it says which of two addresses is away', async () => {
    const away = 'postgres://u:p@127.0.0.1:9/none';
    const wrong = async (databaseUrl: string, databaseDirectUrl: string) =>
      (await check({ databaseUrl, databaseDirectUrl })).filter(({ ok }) => !ok);
    expect((await wrong(away, server)).map(({ found }) => found)).toEqual([
      'DATABASE_URL cannot be reached: connect ECONNREFUSED 127.0.0.1:9',
    ]);
    expect((await wrong(pooler.url, away)).map(({ found }) => found)).toEqual([
      'DATABASE_DIRECT_URL cannot be reached: connect ECONNREFUSED 127.0.0.1:9',
    ]);
  });
});
