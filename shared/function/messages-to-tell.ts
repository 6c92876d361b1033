/** Messages of a transaction, held until it has committed: nobody hears of what did not happen. */
import type { Channels } from '#shared/cache/channels.ts';

export interface MessagesToTell {
  add(channel: string, message: string): void;
  drop(): void;
  send(): Promise<void>;
}

export function messagesToTell(channels: Pick<Channels, 'publish'>): MessagesToTell {
  let held: (readonly [channel: string, message: string])[] = [];
  return {
    add: (channel, message) => held.push([channel, message]),
    drop() {
      held = [];
    },
    async send() {
      for (const [channel, message] of held) await channels.publish(channel, message);
    },
  };
}
