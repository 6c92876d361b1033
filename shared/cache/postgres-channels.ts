/** Channels between processes by PostgreSQL's NOTIFY; within this process without it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { assertChannelName, type Channels, refuseLongMessage } from '#shared/cache/channels.ts';
import { notifyConnection } from '#shared/cache/notify-connection.ts';
import { frameReader, framesOf } from '#shared/cache/notify-frames.ts';
import { notifyQueue } from '#shared/cache/notify-queue.ts';
import { RecencyMap } from '#shared/cache/recency-map.ts';
import { subscribers } from '#shared/cache/subscribers.ts';
import { systemRandom } from '#shared/system.ts';

export interface PostgresChannelsOptions {
  /** A direct address of PostgreSQL, not of a transaction pooler. */
  readonly url: string;
  /**
   * This process. Channels that begin with `process.<instanceId>.` are its own: only it may
   * subscribe, and what it publishes there itself never leaves it.
   */
  readonly instanceId: string;
  /** Told of lost connections, dropped messages and what a receiver threw. */
  readonly failed?: (error: unknown) => void;
  readonly listenTimeoutMs?: number;
}

const INSTANCE_ID = /^[A-Za-z0-9_-]{1,64}$/;
const ONE_PROCESS = /^process\.[^.]+(?=\.)/;

export function postgresChannels(options: PostgresChannelsOptions): Channels {
  const { url, instanceId, failed = () => {}, listenTimeoutMs } = options;
  assert(INSTANCE_ID.test(instanceId), `not an instance id: ${instanceId}`);
  const ownPrefix = `process.${instanceId}`;
  /** Not the instance id: two that share one by mistake still hear each other. */
  const self = systemRandom.bytes(8).toString('hex');
  const local = subscribers(failed);
  const frames = frameReader();
  let serial = 0;
  let closed = false;

  const connection = notifyConnection({
    url,
    failed,
    received(payload) {
      const arrived = frames.take(payload);
      if (arrived !== undefined && arrived.sender !== self)
        local.deliver(arrived.channel, arrived.message);
    },
    ...(listenTimeoutMs === undefined ? {} : { listenTimeoutMs }),
  });
  const queue = notifyQueue({
    send: connection.notify,
    dropped: (count) => failed(new Error(`${count} messages dropped: too many for the database`)),
  });

  return {
    async publish(channel, text) {
      assertChannelName(channel);
      refuseLongMessage(channel, text);
      if (closed) return;
      const message = text.toWellFormed();
      const process = processOf(channel);
      if (process === undefined || process === ownPrefix) local.deliver(channel, message);
      if (process === ownPrefix) return;
      serial += 1;
      const payloads = framesOf({ sender: self, channel, message }, serial);
      await queue.push({ name: nameOf(channel), payloads });
    },
    async subscribe(channel, receive) {
      assertChannelName(channel);
      const process = processOf(channel);
      assert(
        process === undefined || process === ownPrefix,
        `${channel} is not a channel of ${instanceId}`,
      );
      const name = nameOf(channel);
      const end = local.add(channel, receive);
      try {
        await connection.listen(name);
      } catch (error) {
        end();
        throw error;
      }
      let open = true;
      return async () => {
        if (!open) return;
        open = false;
        end();
        await connection.unlisten(name);
      };
    },
    async close() {
      closed = true;
      local.clear();
      await connection.close();
    },
  };
}

/** `process.<id>` of a channel that belongs to one process. */
function processOf(channel: string): string | undefined {
  return ONE_PROCESS.exec(channel)?.[0];
}

/** The channels published to again and again, so that they are hashed once. */
const NAMES_MAX = 1_000;
const names = new RecencyMap<string>(NAMES_MAX);

/** Of any name an identifier within PostgreSQL's 63 bytes. A process listens once for all its own. */
function nameOf(channel: string): string {
  const heard = processOf(channel) ?? channel;
  const known = names.get(heard);
  if (known !== undefined) return known;
  const name = `serai_${createHash('sha256').update(heard).digest('hex').slice(0, 40)}`;
  names.set(heard, name);
  return name;
}
