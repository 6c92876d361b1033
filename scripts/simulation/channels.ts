/** Channels between simulated processes: quick, and allowed to lose, repeat and delay. */
import { assertChannelName, type Channels, refuseLongMessage } from '#shared/cache/channels.ts';
import type { Phase } from './faults.ts';
import { type Life, lives } from './life.ts';
import { type Network, pauseMs } from './network.ts';

interface Receiver {
  readonly life: Life;
  receive(message: string): void;
}

export interface Exchange {
  readonly receivers: Map<string, Set<Receiver>>;
  /** Told of every message when it is published. */
  published(channel: string, message: string): void;
}

export function simulatedChannels(
  net: Network,
  { receivers, published }: Exchange,
  life: Life,
  phaseOf: (channel: string) => Phase | undefined,
): Channels {
  function deliver(channel: string, message: string, delayMs: number): void {
    for (const { life: other, receive } of receivers.get(channel) ?? []) {
      net.world.at(delayMs, other, `hears ${channel}`, () => receive(message));
    }
  }
  return {
    async publish(channel, message) {
      assertChannelName(channel);
      refuseLongMessage(channel, message);
      if (!life.alive) return;
      published(channel, message);
      const phase = phaseOf(channel);
      const fault = phase === undefined ? undefined : net.fault(phase);
      if (fault?.kind === 'lost') return;
      if (fault?.kind === 'twice') deliver(channel, message, pauseMs(fault));
      deliver(channel, message, fault?.kind === 'late' ? pauseMs(fault) : net.latencyMs());
    },
    async subscribe(channel, receive) {
      assertChannelName(channel);
      const all = receivers.get(channel) ?? new Set();
      receivers.set(channel, all);
      const mine: Receiver = { life: lives.getStore() ?? life, receive };
      all.add(mine);
      return async () => void all.delete(mine);
    },
    async close() {
      for (const all of receivers.values())
        for (const each of all) if (each.life === life) all.delete(each);
    },
  };
}
