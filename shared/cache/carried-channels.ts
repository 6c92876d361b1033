/**
 * Channels between processes over anything that carries texts under names. Within this process
 * messages need no carrier, and what a process tells itself never leaves it.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { assertChannelName, type Channels, refuseLongMessage } from '#shared/cache/channels.ts';
import { RecencyMap } from '#shared/cache/recency-map.ts';
import { subscribers } from '#shared/cache/subscribers.ts';
import { systemRandom } from '#shared/system.ts';

export interface CarriedMessage {
  /** Tells a process its own messages, which come back to it. */
  readonly sender: string;
  readonly channel: string;
  readonly message: string;
}

/** A name is an identifier of at most 63 characters; a process listens to one for all its own channels. */
export interface Carrier {
  /** Resolves when it was handed over or is lost; does not reject. */
  send(name: string, message: CarriedMessage): Promise<void>;
  /** Resolves when the name is listened to; rejects with `ChannelsUnavailable`. Counted: each has its `unlisten`. */
  listen(name: string): Promise<void>;
  unlisten(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface CarriedChannelsOptions {
  /**
   * This process. Channels that begin with `process.<instanceId>.` are its own: only it may
   * subscribe, and what it publishes there itself never leaves it.
   */
  readonly instanceId: string;
  /** Told of lost connections, dropped messages and what a receiver threw. */
  readonly failed: (error: unknown) => void;
  /** Opens what carries them; nothing is connected before it is used. */
  carrier(received: (message: CarriedMessage) => void): Carrier;
}

const instanceIdForm = /^[A-Za-z0-9_-]{1,64}$/;
const oneProcess = /^process\.[^.]+(?=\.)/;

export function carriedChannels(options: CarriedChannelsOptions): Channels {
  const { instanceId, failed } = options;
  assert(instanceIdForm.test(instanceId), `not an instance id: ${instanceId}`);
  const ownPrefix = `process.${instanceId}`;
  /** Not the instance id: two that share one by mistake still hear each other. */
  const self = systemRandom.bytes(8).toString('hex');
  const local = subscribers(failed);
  let closed = false;
  const carrier = options.carrier(({ sender, channel, message }) => {
    if (sender !== self) local.deliver(channel, message);
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
      await carrier.send(nameOf(channel), { sender: self, channel, message });
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
        await carrier.listen(name);
      } catch (error) {
        end();
        throw error;
      }
      let open = true;
      return async () => {
        if (!open) return;
        open = false;
        end();
        await carrier.unlisten(name);
      };
    },
    async close() {
      closed = true;
      local.clear();
      await carrier.close();
    },
  };
}

/** `process.<id>` of a channel that belongs to one process. */
function processOf(channel: string): string | undefined {
  return oneProcess.exec(channel)?.[0];
}

/** The channels published to again and again, so that they are hashed once. */
const namesMax = 1_000;
const names = new RecencyMap<string>(namesMax);

function nameOf(channel: string): string {
  const heard = processOf(channel) ?? channel;
  const known = names.get(heard);
  if (known !== undefined) return known;
  const name = `serai_${createHash('sha256').update(heard).digest('hex').slice(0, 40)}`;
  names.set(heard, name);
  return name;
}
