/** What we keep in Redis, on a real one: the contracts of the ports, and what replicas share. */
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Channels } from '#shared/cache/channels.ts';
import { redisCache } from '#shared/cache/redis-cache.ts';
import { redisChannels } from '#shared/cache/redis-channels.ts';
import { type RedisConnection, redisConnection } from '#shared/cache/redis-connection.ts';
import { redisLimits } from '#shared/cache/redis-limits.ts';
import { cacheContract, first, heldFetch, second } from '#shared/cache/testing/cache-contract.ts';
import { channelsContract } from '#shared/cache/testing/channels-contract.ts';
import { limitsContract } from '#shared/cache/testing/limits-contract.ts';
import { systemClock, systemTimerMs } from '#shared/system.ts';
import { testClock } from '#shared/testing/sources.ts';
import { type RedisEngine, redisEngine } from '../../scripts/engines/redis.ts';
import { type RedisCluster, redisCluster } from '../../scripts/engines/redis-cluster.ts';

let single: RedisEngine;
let cluster: RedisCluster;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  [single, cluster] = await Promise.all([redisEngine(), redisCluster()]);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});
afterAll(async () => {
  await single.close();
  await cluster.close();
});

let serial = 0;
/** Unlike every other test's. */
function fresh(word: string): string {
  serial += 1;
  return `${word}-${serial}`;
}

function keep<T extends { close(): Promise<void> }>(made: T): T {
  opened.push(made);
  return made;
}

const failures: unknown[] = [];
const failed = (error: unknown): void => {
  failures.push(error);
};

function connect(url: string): RedisConnection {
  return keep(redisConnection({ url, name: 'test', timerMs: systemTimerMs, failed }));
}

describe.each([
  { name: 'Redis', url: () => single.url },
  { name: 'Redis cluster', url: () => cluster.url },
])('$name:', ({ name, url }) => {
  const channelsOf = (instanceId: string, told = failed): Channels =>
    redisChannels({ url: url(), redis: connect(url()), instanceId, failed: told });

  channelsContract(`${name} within a process`, (told) => {
    const channels = channelsOf('a', told);
    return { publisher: channels, subscriber: channels };
  });
  channelsContract(`${name} between processes`, (told) => ({
    publisher: channelsOf('a', told),
    subscriber: channelsOf('b', told),
  }));

  const cacheOf = (cache: string, ttlMs?: number) =>
    redisCache<string>({
      ...{ redis: connect(url()), name: cache, clock: systemClock, entriesMax: 100 },
      ...(ttlMs === undefined ? {} : { ttlMs }),
    });
  cacheContract(name, () => cacheOf(fresh('contract')));

  limitsContract(name, () => {
    const redis = settling(connect(url()));
    const limits = redisLimits({ redis, clock: testClock(), share: 1 });
    const run = fresh('run');
    return {
      limits: { take: (key, limit) => limits.take(`${run} ${key}`, limit) },
      settled: redis.settled,
      extra: ({ burst }) => burst,
    };
  });

  describe('a cache of two processes', () => {
    test('is one cache: what one has loaded, the other need not', async () => {
      const cache = fresh('shared');
      await cacheOf(cache).load('a', async () => second);
      const unasked = heldFetch();
      expect(await cacheOf(cache).load('a', unasked.fetch)).toEqual(second);
      expect(await cacheOf(cache).get('a')).toEqual(second);
      expect(unasked.asked()).toBe(0);
    });

    test('never goes back to an older version', async () => {
      const cache = fresh('shared');
      await cacheOf(cache).set('a', { version: 10, value: 'ten' });
      await cacheOf(cache).set('a', { version: 9, value: 'nine' });
      expect(await cacheOf(cache).get('a')).toEqual({ version: 10, value: 'ten' });
    });

    test('does not keep what one began to load before the other deleted it', async () => {
      const cache = fresh('shared');
      const held = heldFetch();
      const before = cacheOf(cache).load('a', held.fetch);
      await vi.waitUntil(() => held.asked() === 1);
      await cacheOf(cache).delete('a');
      held.resolve(first);
      expect(await before).toEqual(first);
      expect(await cacheOf(cache).get('a')).toBeUndefined();
      expect(await cacheOf(cache).load('a', async () => second)).toEqual(second);
      expect(await cacheOf(cache).get('a')).toEqual(second);
    });

    test('forgets by itself', async () => {
      const cache = fresh('shared');
      await cacheOf(cache, 150).set('a', first);
      await vi.waitUntil(async () => (await cacheOf(cache).get('a')) === undefined, {
        timeout: 5_000,
      });
    });
  });

  describe('a limit of several replicas', () => {
    test('is one limit, whatever their clocks say', async () => {
      const key = fresh('limit');
      const limit = { perSecond: 1 / 86_400, burst: 200 };
      const replicas = [0, 1, 2, 3].map((day) => {
        const redis = settling(connect(url()));
        const clock = testClock(Date.UTC(2026, 0, 1 + day));
        return { redis, limits: redisLimits({ redis, clock, share: 1 / 4 }) };
      });
      let allowed = 0;
      for (let round = 0; round < 200; round += 1) {
        for (const { redis, limits } of replicas) {
          if (limits.take(key, limit).allowed) allowed += 1;
          await redis.settled();
        }
      }
      expect(allowed).toBeGreaterThanOrEqual(200);
      // What each spends before the first answer is its own share's, and never more.
      expect(allowed).toBeLessThanOrEqual(400);
    });

    test('is asked for in slices: far fewer questions than requests', async () => {
      const redis = settling(connect(url()));
      const limits = redisLimits({ redis, clock: systemClock, share: 1 });
      const key = fresh('limit');
      const limit = { perSecond: 1_000_000, burst: 1_000_000 };
      for (let taken = 0; taken < 20_000; taken += 1) {
        expect(limits.take(key, limit).allowed).toBe(true);
        if (taken % 100 === 0) await redis.settled();
      }
      expect(redis.scripts()).toBeGreaterThan(1);
      expect(redis.scripts()).toBeLessThan(100);
    });
  });
});

test('Every key stands in the slot of its hash, and says nothing about anybody', async () => {
  const limit = { perSecond: 1, burst: 1 };
  const redis = settling(connect(cluster.url));
  const limits = redisLimits({ redis, clock: systemClock, share: 1 });
  for (const caller of ['ada@example.com', '{evil}', 'x}{y']) limits.take(caller, limit);
  await redisCache<string>({ redis, name: 'k', clock: systemClock, entriesMax: 1 }).set(
    '{a}',
    first,
  );
  await redis.settled();
  const found = await Promise.all(
    cluster.nodes.map(async ({ url }) => {
      const node = new Redis(url);
      const keys = await node.keys('*');
      const slots = await Promise.all(
        keys.map(async (key) => [
          await node.cluster('KEYSLOT', key),
          await node.cluster('KEYSLOT', key.slice(key.indexOf('{') + 1, -1)),
        ]),
      );
      node.disconnect();
      return { keys, slots };
    }),
  );
  const keys = found.flatMap((node) => node.keys);
  expect(keys.length).toBeGreaterThanOrEqual(4);
  expect(keys.filter((key) => !/^serai:[a-z]+:\{[\w-]{22}\}$/.test(key))).toEqual([]);
  for (const [slot, ofHash] of found.flatMap((node) => node.slots)) expect(slot).toBe(ofHash);
  // All three of them work.
  expect(found.filter((node) => node.keys.length === 0)).toEqual([]);
});

/** A connection that says when everything asked of it is answered. */
function settling(redis: RedisConnection) {
  const running = new Set<Promise<unknown>>();
  let scripts = 0;
  return {
    ...redis,
    script(...args: Parameters<RedisConnection['script']>) {
      scripts += 1;
      const answer = redis.script(...args);
      running.add(answer);
      answer.then(
        () => running.delete(answer),
        () => running.delete(answer),
      );
      return answer;
    },
    scripts: () => scripts,
    async settled() {
      await Promise.allSettled(running);
    },
  };
}
