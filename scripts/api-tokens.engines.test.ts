/** API tokens between processes from their bundles: made and revoked by two, and let in by a third, of another context. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { type RedisEngine, redisEngine } from './engines/redis.ts';
import {
  type Bundles,
  buildBundles,
  type FunctionProcess,
  type Signing,
  signing,
  startFunction,
} from './testing/bundles.ts';
import { type Desk, deskAt } from './testing/desk.ts';

const tenantId = randomUUID();
const somewhere = `/v1/properties/${randomUUID()}/business-day`;

let bundles: Bundles;
let keys: Signing;
let database: TestDatabase;
let redis: RedisEngine;
let started: FunctionProcess[] = [];

beforeAll(async () => {
  const names = ['create-api-token', 'revoke-api-token', 'get-business-day'];
  [bundles, keys, database, redis] = await Promise.all([
    buildBundles(names),
    signing(),
    testDatabase(),
    redisEngine(),
  ]);
});
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  started = [];
});
afterAll(async () => {
  await redis.close();
  await database.close();
  await bundles.remove();
});

type Start = (name: string, token: string) => Promise<Desk>;

function starting(more: Readonly<Record<string, string>>): Start {
  return async (name, token) => {
    const env = { ...keys.env, DATABASE_URL: database.url, ...more };
    const running = startFunction(bundles, name, env);
    started.push(running);
    return deskAt(await running.url, token);
  };
}

/** From the answer that it is revoked to the first that it lets nobody in, in milliseconds. */
async function revokedForMs(start: Start): Promise<number> {
  const admin = await keys.token(tenantId, 'tenant_admin');
  const [maker, revoker] = [
    await start('create-api-token', admin),
    await start('revoke-api-token', admin),
  ];
  const made = await maker.post('/v1/api-tokens', {
    ...{ name: 'desk', roles: ['front_desk'], propertyIds: 'all', expiresInDays: 1 },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const door = await start('get-business-day', made.body.token);
  // Let in, and told that there is no such property; then known without a look.
  for (let asked = 0; asked < 20; asked += 1)
    expect((await door.get(somewhere)).body.code).toBe('property_unknown');
  expect((await revoker.post(`/v1/api-tokens/${made.body.id}/revocations`, {})).status).toBe(200);
  const revokedAtMs = performance.now();
  await vi.waitFor(async () => expect((await door.get(somewhere)).status).toBe(401), {
    timeout: 15_000,
    interval: 5,
  });
  return performance.now() - revokedAtMs;
}

describe('A token that one process has revoked lets nobody in at another', () => {
  test('within a second, with Redis', async () => {
    expect(await revokedForMs(starting({ REDIS_URL: redis.url }))).toBeLessThan(1_000);
  });

  test('within ten seconds, without', async () => {
    expect(await revokedForMs(starting({}))).toBeLessThan(10_000);
  });

  test('within ten seconds, when Redis dies before it hears of it', async () => {
    const start = starting({ REDIS_URL: redis.url });
    const dying: Start = async (name, token) => {
      const desk = await start(name, token);
      if (name !== 'get-business-day') return desk;
      await desk.get(somewhere);
      await redis.kill();
      return desk;
    };
    expect(await revokedForMs(dying)).toBeLessThan(10_000);
    await redis.start();
  });
});
