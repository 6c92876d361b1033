/**
 * One connection to a Redis or a Redis cluster, made when it is first needed and again when it
 * breaks. Nothing waits for a Redis that is away or slow: whoever asks then hears so at once.
 */
import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { RedisAddress } from '#shared/cache/redis-address.ts';
import { TimedOut, within } from '#shared/process/deadline.ts';

export type RedisClient = Redis | Cluster;

/** No answer, a refusal, or known to be away: what was asked may or may not have been done. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
}

/** A script of Redis and what names it there. All it touches stands behind one key. */
export interface RedisScript {
  readonly text: string;
  readonly sha1: string;
}

export interface RedisConnectionOptions {
  readonly url: string;
  /** Seen in `CLIENT LIST`. */
  readonly name: string;
  readonly timerMs: () => number;
  /** Told once of every time it is away, and of what it refuses; the connection itself goes on. */
  readonly failed?: (error: unknown) => void;
}

export interface RedisConnection {
  /** Rejects with `RedisAway` at once, or within `commandMs` when it does not answer. */
  run<T>(command: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Runs it whether Redis has met it before or not: a flush or a restart forgets scripts. */
  script(script: RedisScript, key: string, args: readonly (string | number)[]): Promise<unknown>;
  close(): Promise<void>;
}

/** An answer takes less than one; a Redis that is slower than this is of no help to a request. */
const commandMs = 250;
/** Only the first use waits for it. */
const connectMs = 1_000;
/** A cluster asks one node after the other, and forgets to say so when it is disconnected meanwhile. */
const openMsMax = 4 * connectMs;
/** After an answer that did not come, or "loading", nobody asks for this long: nothing piles up. */
const quietMs = 1_000;
/** A connection on which something was asked and nothing comes is dead. */
const silentMs = 2_000;
/** A restart takes a second; one that is away for long is not to be hammered. */
const reconnectMsMin = 50;
const reconnectMsMax = 2_000;

export function redisScript(text: string): RedisScript {
  let sha1: string | undefined;
  return {
    text,
    get sha1() {
      sha1 ??= createHash('sha1').update(text).digest('hex');
      return sha1;
    },
  };
}

export function redisConnection(options: RedisConnectionOptions): RedisConnection {
  const { timerMs, failed = () => {} } = options;
  let opening: Promise<RedisClient> | undefined;
  let quietUntilMs = 0;
  let closed = false;
  const tell = (error: unknown): void => {
    if (!closed) failed(error);
  };

  async function connected(): Promise<RedisClient> {
    if (closed) throw new RedisAway('closed');
    if (timerMs() < quietUntilMs) throw new RedisAway('it did not answer a moment ago');
    opening ??= openRedis(options.url, options.name, tell);
    const client = await opening;
    if (client.status !== 'ready') throw new RedisAway('there is no connection');
    return client;
  }

  async function run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = await connected();
    try {
      return await answered(command(client));
    } catch (error) {
      if (isReply(error)) tell(error);
      if (isReply(error) || error instanceof TimedOut) quietUntilMs = timerMs() + quietMs;
      throw new RedisAway(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  return {
    run,
    script: ({ text, sha1 }, key, args) =>
      run(async (client) => {
        try {
          return await client.evalsha(sha1, 1, key, ...args);
        } catch (error) {
          if (!isReply(error) || !error.message.startsWith('NOSCRIPT')) throw error;
          return client.eval(text, 1, key, ...args);
        }
      }),
    async close() {
      closed = true;
      (await opening)?.disconnect();
    },
  };
}

/**
 * Resolves when it is connected or the first attempt has failed; it goes on trying by itself. No
 * command waits for a connection, and none is sent twice.
 */
export async function openRedis(
  url: string,
  connectionName: string,
  failed: (error: unknown) => void,
): Promise<RedisClient> {
  const { Cluster, Redis } = await import('ioredis');
  const address = RedisAddress.parse(url);
  const common = {
    connectTimeout: connectMs,
    socketTimeout: silentMs,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    lazyConnect: true,
    connectionName,
  };
  const client = address.cluster
    ? new Cluster([address.url], {
        clusterRetryStrategy: reconnectMs,
        enableOfflineQueue: false,
        lazyConnect: true,
        slotsRefreshTimeout: connectMs,
        redisOptions: { ...common, ...address.credentials },
      })
    : new Redis(address.url, { ...common, retryStrategy: reconnectMs });
  let away = false;
  const tell = (error: unknown): void => {
    if (!away) failed(error);
    away = true;
  };
  client.on('error', tell);
  client.on('close', () => tell(new RedisAway('the connection was lost')));
  client.on('ready', () => {
    away = false;
  });
  await within(openMsMax, client.connect()).catch(tell);
  return client;
}

/** The client's own time-out would blame Redis for what is the delay of a busy process. */
export function answered<T>(asked: Promise<T>): Promise<T> {
  return within(commandMs, asked);
}

function reconnectMs(times: number): number {
  return Math.min(reconnectMsMin * 2 ** Math.min(times, 10), reconnectMsMax);
}

/** An error that Redis itself answered: it loads its data, lacks memory, or was asked nonsense. */
function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}
