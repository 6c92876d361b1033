/**
 * Hot reads shared by all replicas: a memory cache in front, Redis behind it. Redis decides which
 * version is newer; when it is away each process reads for itself.
 */
import * as z from 'zod';
import { memoryCache } from '#shared/cache/memory-cache.ts';
import { type RedisConnection, redisScript } from '#shared/cache/redis-connection.ts';
import { cacheKey } from '#shared/cache/redis-keys.ts';
import {
  CACHE_TTL_MS_MAX,
  type Versioned,
  type VersionedCache,
} from '#shared/cache/versioned-cache.ts';
import type { Clock } from '#shared/ports.ts';

export interface RedisCacheOptions {
  readonly redis: RedisConnection;
  /** Of the cache: what is kept under it has one type. */
  readonly name: string;
  readonly clock: Clock;
  /** In this process. */
  readonly entriesMax: number;
  /** In this process, and again in Redis: an entry read from Redis at its end lives on here. */
  readonly ttlMs?: number;
}

const ttlMsDefault = CACHE_TTL_MS_MAX / 2;

/** Answers what the key holds: an entry, or the mark of the last delete, or neither. */
const findScript = redisScript(
  `return redis.call('HMGET', KEYS[1], 'version', 'value', 'deleted')`,
);

/**
 * Keeps an entry unless a newer one is there, or unless the key was deleted after the load began:
 * then the mark is another one than the load has seen. Answers what the key holds afterwards.
 */
const keepScript = redisScript(`
  local version, value, ttl_ms, deleted = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
  local kept = redis.call('HMGET', KEYS[1], 'version', 'value', 'deleted')
  if kept[1] and tonumber(kept[1]) > tonumber(version) then return { kept[1], kept[2] } end
  if deleted ~= 'any' and (kept[3] or '') ~= deleted then return { version, value } end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'version', version, 'value', value)
  redis.call('PEXPIRE', KEYS[1], ttl_ms)
  return { version, value }
`);

/** The mark lives as long as a load may take whose answer would still be kept. */
const deleteScript = redisScript(`
  redis.call('DEL', KEYS[1])
  local time = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'deleted', time[1] .. '.' .. time[2] .. '.' .. ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

const text = z.string().nullish();
const Held = z.tuple([text, text], text);

interface Found {
  readonly entry: Versioned<unknown> | undefined;
  readonly deleted: string;
}

const nothing: Found = { entry: undefined, deleted: '' };

export function redisCache<T>(options: RedisCacheOptions): VersionedCache<T> {
  const { redis, name, clock, entriesMax, ttlMs = ttlMsDefault } = options;
  const local = memoryCache<T>({ clock, entriesMax, ttlMs });
  let deletes = 0;

  /** `undefined` when Redis cannot be asked: then nothing is kept there either. */
  function find(key: string): Promise<Found | undefined> {
    return redis
      .script(findScript, cacheKey(name, key), [])
      .then(foundIn)
      .catch(() => undefined);
  }

  async function keep(
    key: string,
    entry: Versioned<T>,
    keptMs: number,
    deleted: string,
  ): Promise<Versioned<T>> {
    const args = [entry.version, JSON.stringify(entry.value), Math.ceil(keptMs), deleted];
    const found = await redis
      .script(keepScript, cacheKey(name, key), args)
      .then(foundIn)
      .catch(() => nothing);
    return typed<T>(found.entry) ?? entry;
  }

  async function loadShared(
    key: string,
    fetch: () => Promise<Versioned<T>>,
  ): Promise<Versioned<T>> {
    const startedMs = clock.nowMs();
    const found = await find(key);
    if (found?.entry !== undefined) return typed<T>(found.entry) ?? fetch();
    const entry = await fetch();
    const leftMs = ttlMs - (clock.nowMs() - startedMs);
    return found === undefined || leftMs <= 0 ? entry : keep(key, entry, leftMs, found.deleted);
  }

  return {
    async get(key) {
      const known = await local.get(key);
      if (known !== undefined) return known;
      const entry = typed<T>((await find(key))?.entry);
      if (entry !== undefined) await local.set(key, entry);
      return entry;
    },
    async set(key, entry) {
      await local.set(key, await keep(key, entry, ttlMs, 'any'));
    },
    async delete(key) {
      await local.delete(key);
      deletes += 1;
      const mark = `${process.pid}.${deletes}`;
      await redis.script(deleteScript, cacheKey(name, key), [ttlMs, mark]).catch(() => undefined);
    },
    load: (key, fetch) => local.load(key, () => loadShared(key, fetch)),
  };
}

function foundIn(answer: unknown): Found {
  const [version, value, deleted] = Held.parse(answer);
  const isEntry = typeof version === 'string' && typeof value === 'string';
  return {
    entry: isEntry ? { version: Number(version), value: JSON.parse(value) } : undefined,
    deleted: deleted ?? '',
  };
}

/** A name stands for one type of value; its users agree on it. */
function typed<T>(entry: Versioned<unknown> | undefined): Versioned<T> | undefined {
  return entry as Versioned<T> | undefined;
}
