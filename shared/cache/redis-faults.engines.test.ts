/** A Redis that is away, frozen, slow, flushed, killed and back: everything goes on without it, and with it again. */

import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Channels, ChannelsUnavailable } from '#shared/cache/channels.ts';
import type { Limits } from '#shared/cache/limits.ts';
import { redisCache } from '#shared/cache/redis-cache.ts';
import { redisChannels } from '#shared/cache/redis-channels.ts';
import { type RedisConnection, redisConnection } from '#shared/cache/redis-connection.ts';
import { redisLimits } from '#shared/cache/redis-limits.ts';
import type { RateLimit } from '#shared/cache/token-bucket.ts';
import type { VersionedCache } from '#shared/cache/versioned-cache.ts';
import type { DecisionHints } from '#shared/commands/decision-hints.ts';
import { redisHints } from '#shared/commands/redis-hints.ts';
import type { OutgoingCommand } from '#shared/commands/sender.ts';
import { systemClock, systemTimerMs } from '#shared/system.ts';
import { type RedisEngine, redisEngine } from '../../scripts/engines/redis.ts';

/** Everything of one process that stands on Redis. */
interface Replica {
  readonly redis: RedisConnection;
  readonly limits: Limits;
  readonly cache: VersionedCache<string>;
  readonly channels: Channels;
  readonly hints: DecisionHints;
}

let engine: RedisEngine;
let operator: Redis;
const failures: string[] = [];
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  engine = await redisEngine();
  operator = new Redis(engine.url, { lazyConnect: true, retryStrategy: () => 50 });
  operator.on('error', () => undefined);
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  operator.disconnect();
  await engine.close();
  failures.length = 0;
});

function replica(instanceId: string): Replica {
  const url = engine.url;
  const failed = (error: unknown) => void failures.push(String(error));
  const redis = redisConnection({ url, name: instanceId, timerMs: systemTimerMs, failed });
  const channels = redisChannels({ url, redis, instanceId, failed });
  closing.push(async () => {
    await channels.close();
    await redis.close();
  });
  return {
    ...{ redis, channels },
    limits: redisLimits({ redis, clock: systemClock, share: 1 / 4 }),
    cache: redisCache({ redis, name: 'test', clock: systemClock, entriesMax: 100, ttlMs: 200 }),
    hints: redisHints({ redis, context: 'tests' }),
  };
}

const command = (id: string): OutgoingCommand => ({
  ...{ id, tenantId: 'tenant', fingerprint: 'body' },
  ...{ to: { topic: 't', partition: 0 }, key: 'k', value: '{}', traceparent: '' },
});
const decided = { outcome: 'accepted', details: undefined, replayed: false };

/** A command's time-out is 250 ms and a connection's 1 s; the rest is a busy machine. */
const patienceMs = 3_000;

/** Nothing of what a request does with it hangs, fails, or says something false. */
async function goesOnWithout({ limits, cache, channels, hints }: Replica): Promise<void> {
  const startedMs = performance.now();
  const limit = { perSecond: 1 / 86_400, burst: 40 };
  const key = `away ${startedMs}`;
  const allowed = Array.from({ length: 100 }, () => limits.take(key, limit).allowed);
  expect(allowed.filter(Boolean)).toHaveLength(10);
  expect(await cache.load(key, async () => ({ version: 1, value: 'read' }))).toEqual({
    version: 1,
    value: 'read',
  });
  await cache.delete(key);
  await channels.publish('news', 'lost');
  expect(await hints.find(command(key))).toBeUndefined();
  hints.keep(command(key), decided);
  expect(performance.now() - startedMs).toBeLessThan(patienceMs);
}

/** What one says the other hears; told again until then, for what was said meanwhile is lost. */
async function worksAgain(one: Replica, other: Replica, heard: readonly string[]): Promise<void> {
  const word = `again ${performance.now()}`;
  await vi.waitUntil(
    async () => {
      await one.channels.publish('news', word);
      one.hints.keep(command(word), decided);
      const hint = await other.hints.find(command(word));
      return heard.includes(word) && hint?.replayed === true;
    },
    { timeout: 15_000, interval: 50 },
  );
  await one.cache.set(word, { version: 2, value: 'two' });
  await vi.waitUntil(async () => (await other.cache.get(word))?.version === 2, { timeout: 5_000 });
}

async function pair(): Promise<{ one: Replica; other: Replica; heard: string[] }> {
  const [one, other] = [replica('one'), replica('other')];
  const heard: string[] = [];
  await other.channels.subscribe('news', (message) => heard.push(message));
  await worksAgain(one, other, heard);
  return { one, other, heard };
}

describe('Redis', () => {
  test('that was never there: each replica has its share of a limit and reads for itself', async () => {
    await engine.stop();
    const alone = replica('alone');
    await goesOnWithout(alone);
    await expect(alone.channels.subscribe('news', () => {})).rejects.toThrow(ChannelsUnavailable);
    await engine.start();
    const heard: string[] = [];
    await vi.waitUntil(
      () =>
        alone.channels
          .subscribe('news', (message) => heard.push(message))
          .then(
            () => true,
            () => false,
          ),
      { timeout: 10_000, interval: 50 },
    );
    await worksAgain(alone, alone, heard);
  });

  test('killed and started again, empty', async () => {
    const { one, other, heard } = await pair();
    await engine.kill();
    await goesOnWithout(one);
    await goesOnWithout(other);
    await engine.start();
    await worksAgain(one, other, heard);
    expect(failures.length).toBeGreaterThan(0);
  });

  test('frozen: it keeps its port and connections and says nothing', async () => {
    const { one, other, heard } = await pair();
    engine.freeze();
    await goesOnWithout(one);
    await goesOnWithout(other);
    engine.thaw();
    await worksAgain(one, other, heard);
  });

  test('that answers after a second and a half only', async () => {
    const { one, other, heard } = await pair();
    await operator.connect();
    await operator.call('CLIENT', 'PAUSE', '1500', 'ALL');
    await goesOnWithout(one);
    await worksAgain(one, other, heard);
  });

  test('flushed, scripts and all: it fills again', async () => {
    const { one, other, heard } = await pair();
    await operator.connect();
    one.hints.keep(command('flushed'), decided);
    await vi.waitUntil(async () => (await other.hints.find(command('flushed'))) !== undefined);
    await operator.flushall();
    await operator.script('FLUSH');
    expect(await other.hints.find(command('flushed'))).toBeUndefined();
    await worksAgain(one, other, heard);
  });
});

describe('a limit', () => {
  const limit = { perSecond: 1 / 86_400, burst: 40 };

  /** Until Redis has said that nothing is left. */
  async function spend({ limits, redis }: Replica, key: string): Promise<number> {
    let allowed = 0;
    for (let tries = 0; tries < 200; tries += 1) {
      if (limits.take(key, limit).allowed) allowed += 1;
      await redis.run((client) => client.ping()).catch(() => undefined);
    }
    return allowed;
  }

  test('spent while Redis was away is taken off when it is back', async () => {
    const one = replica('one');
    await engine.stop();
    for (let tries = 0; tries < 50; tries += 1) one.limits.take('k', limit);
    await engine.start();
    await vi.waitUntil(() => one.redis.run(async (client) => client.ping()).catch(() => false), {
      timeout: 10_000,
    });
    const rest = await spend(one, 'k');
    expect(rest).toBeLessThanOrEqual(30);
    expect(rest).toBeGreaterThanOrEqual(29);
  });

  test('lets a replica that starts spend the slice it would be leased, until Redis has answered', async () => {
    const limit = { perSecond: 1 / 86_400, burst: 1_000 };
    const { redis } = replica('one');
    const limits = redisLimits({ redis, clock: systemClock, share: 1 / 100 });
    const allowedAtOnce = (key: string): number =>
      Array.from({ length: 500 }, () => limits.take(key, limit)).filter(({ allowed }) => allowed)
        .length;
    expect(allowedAtOnce('k')).toBe(100);
    await redis.run((client) => client.ping());
    let allowed = 100;
    for (let tries = 0; tries < 1_500; tries += 1) {
      if (limits.take('k', limit).allowed) allowed += 1;
      if (tries % 5 === 0) await redis.run((client) => client.ping());
    }
    // What it had spent ahead was taken off.
    expect(allowed).toBeGreaterThan(950);
    expect(allowed).toBeLessThanOrEqual(1_000 + 10);
    await engine.kill();
    await delay(300);
    expect(allowedAtOnce('new while it is away')).toBeLessThanOrEqual(100);
    await delay(300);
    expect(allowedAtOnce('new while it is away')).toBe(0);
  });

  /** Calls for so long, four hundred times a second if nothing else is said, and counts refusals. */
  function callerOf(limits: Limits, limit: RateLimit) {
    return async (ms: number, perMs = 0.4): Promise<number> => {
      const startedMs = performance.now();
      let [taken, refused] = [0, 0];
      for (;;) {
        const passedMs = performance.now() - startedMs;
        if (passedMs >= ms) return refused;
        for (; taken < passedMs * perMs; taken += 1)
          if (!limits.take('k', limit).allowed) refused += 1;
        await delay(5);
      }
    };
  }

  /** Four hundred a second are a fifth of it, and twenty times a share. */
  function oneOfAHundred() {
    const limit = { perSecond: 2_000, burst: 4_000 };
    const limits = redisLimits({
      redis: replica('one').redis,
      clock: systemClock,
      share: 1 / 100,
    });
    return { limit, limits, refusedIn: callerOf(limits, limit) };
  }

  test('goes on as it was leased, by a replica that has just begun', async () => {
    const { refusedIn } = oneOfAHundred();
    expect(await refusedIn(300)).toBe(0);
    await engine.kill();
    expect(await refusedIn(2_000)).toBe(0);
  });

  test('goes on as it was leased while Redis is away, and no further', async () => {
    const { limit, limits, refusedIn } = oneOfAHundred();
    await refusedIn(500);
    expect(await refusedIn(4_000)).toBe(0);
    await engine.kill();
    expect(await refusedIn(3_000)).toBe(0);
    expect(await refusedIn(1_500, 4)).toBeGreaterThan(1_000);
    limits.take('k', limit);
    await delay(20);
    const unknown = Array.from({ length: 100 }, () => limits.take('another', limit).allowed);
    expect(unknown.filter((allowed) => allowed).length).toBeLessThanOrEqual(41);
  });

  test('is full again after a flush, and a replica that was refused hears of it', async () => {
    const one = replica('one');
    await spend(one, 'k');
    expect(one.limits.take('k', limit).allowed).toBe(false);
    await operator.connect();
    await operator.flushall();
    await vi.waitUntil(() => one.limits.take('k', limit).allowed, { timeout: 5_000, interval: 20 });
  });
});
