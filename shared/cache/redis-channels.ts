/** Channels between processes by Redis: what is published while it is away is lost, and told. */
import { randomInt } from 'node:crypto';
import type { Redis } from 'ioredis';
import {
  type CarriedMessage,
  type Carrier,
  carriedChannels,
} from '#shared/cache/carried-channels.ts';
import { type Channels, ChannelsUnavailable } from '#shared/cache/channels.ts';
import {
  answered,
  openRedis,
  type RedisClient,
  type RedisConnection,
} from '#shared/cache/redis-connection.ts';

export interface RedisChannelsOptions {
  readonly url: string;
  /** To publish with: a connection that listens can do nothing else. */
  readonly redis: RedisConnection;
  readonly instanceId: string;
  /** Told of lost connections, dropped messages and what a receiver threw. */
  readonly failed?: (error: unknown) => void;
}

/** At a millisecond an answer this is millions a second: beyond it Redis is away. */
const sendingMax = 5_000;
const pingEveryMs = 15_000;

export function redisChannels(options: RedisChannelsOptions): Channels {
  const { instanceId, failed = () => {} } = options;
  return carriedChannels({
    instanceId,
    failed,
    carrier: (received) => redisCarrier({ ...options, failed }, received),
  });
}

function redisCarrier(
  { url, redis, failed }: RedisChannelsOptions & { failed(error: unknown): void },
  received: (message: CarriedMessage) => void,
): Carrier {
  const wanted = new Map<string, number>();
  let opening: Promise<RedisClient> | undefined;
  let ping: NodeJS.Timeout | undefined;
  let master: Redis | undefined;
  let sending = 0;
  let lost = 0;
  let closed = false;

  async function open(): Promise<RedisClient> {
    const client = await openRedis(url, 'serai channels', (error) => {
      if (!closed) failed(error);
    });
    client.on('message', (_name: string, payload: string) => {
      const arrived = messageIn(payload);
      if (arrived !== undefined) received(arrived);
    });
    // What was listened to comes back by itself. A network that drops a silent connection tells
    // neither side; asking finds out.
    ping = setInterval(() => client.ping().catch(() => undefined), pingEveryMs);
    ping.unref();
    return client;
  }

  /** A cluster's nodes pass messages on in order, each for itself: so one node takes all of ours. */
  function through(client: RedisClient): RedisClient {
    if (!('nodes' in client)) return client;
    if (master?.status !== 'ready') {
      const ready = client.nodes('master').filter(({ status }) => status === 'ready');
      master = ready[randomInt(Math.max(1, ready.length))];
    }
    return master ?? client;
  }

  function release(name: string): boolean {
    const count = (wanted.get(name) ?? 0) - 1;
    if (count > 0) wanted.set(name, count);
    else wanted.delete(name);
    return count <= 0;
  }

  return {
    async send(name, message) {
      if (sending >= sendingMax) {
        lost += 1;
        return;
      }
      sending += 1;
      try {
        await redis.run((client) => through(client).publish(name, payloadOf(message)));
        if (lost > 0) failed(new Error(`${lost} messages dropped: Redis was away or too slow`));
        lost = 0;
      } catch {
        // That it is away was told when it went.
        lost += 1;
      } finally {
        sending -= 1;
      }
    },
    async listen(name) {
      if (closed) throw new ChannelsUnavailable('closed');
      wanted.set(name, (wanted.get(name) ?? 0) + 1);
      opening ??= open();
      const client = await opening;
      try {
        await answered(client.subscribe(name));
      } catch (cause) {
        release(name);
        throw new ChannelsUnavailable('Redis is away', { cause });
      }
    },
    async unlisten(name) {
      if (!release(name) || closed) return;
      const client = await opening;
      if (client !== undefined) await answered(client.unsubscribe(name)).catch(() => undefined);
    },
    async close() {
      closed = true;
      clearInterval(ping);
      (await opening)?.disconnect();
    },
  };
}

/** Neither an id nor a channel's name holds a space or a line's end. */
function payloadOf({ sender, channel, message }: CarriedMessage): string {
  return `${sender} ${channel}\n${message}`;
}

function messageIn(payload: string): CarriedMessage | undefined {
  const line = payload.indexOf('\n');
  const [sender, channel, ...rest] = payload.slice(0, line).split(' ');
  if (sender === undefined || channel === undefined || rest.length > 0) return undefined;
  return { sender, channel, message: payload.slice(line + 1) };
}
