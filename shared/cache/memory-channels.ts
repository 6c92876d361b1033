/** Channels within one process. */
import { assertChannelName, type Channels, refuseLongMessage } from '#shared/cache/channels.ts';
import { subscribers } from '#shared/cache/subscribers.ts';

export interface MemoryChannelsOptions {
  /** Told what a receiver threw. */
  readonly failed?: (error: unknown) => void;
}

export function memoryChannels({ failed = () => {} }: MemoryChannelsOptions = {}): Channels {
  const local = subscribers(failed);
  return {
    async publish(channel, message) {
      assertChannelName(channel);
      refuseLongMessage(channel, message);
      // Through UTF-8 as between processes, where half a surrogate pair cannot travel.
      local.deliver(channel, message.toWellFormed());
    },
    async subscribe(channel, receive) {
      assertChannelName(channel);
      const end = local.add(channel, receive);
      return async () => end();
    },
    async close() {
      local.clear();
    },
  };
}
