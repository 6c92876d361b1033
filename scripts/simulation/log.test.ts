import { afterEach } from 'vitest';
import { eventLogContract } from '#shared/log/contract.ts';
import { dice } from './dice.ts';
import { newLife } from './life.ts';
import { simulatedLog } from './log.ts';
import { logServer } from './log-server.ts';
import type { Network } from './network.ts';
import type { Happening, World } from './world.ts';

const timers = new Set<NodeJS.Timeout>();
afterEach(() => {
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
});

/** A world in which things happen at once and time is the real one, so that the log is as any other. */
const world: World = {
  nowMs: () => Date.now(),
  note: () => undefined,
  at(delayMs, _life, _what, happen): Happening {
    const timer = setTimeout(() => {
      timers.delete(timer);
      happen();
    }, delayMs);
    timers.add(timer);
    return { cancel: () => clearTimeout(timer) };
  },
};

type Needed = Pick<Network, 'call' | 'chance' | 'latencyMs'> & { readonly world: World };

function plainNetwork(): Needed {
  return {
    world,
    chance: dice(1),
    latencyMs: () => 0,
    async call(_life, _phase, effect) {
      await new Promise((resolve) => setImmediate(resolve));
      return effect(undefined);
    },
  };
}

eventLogContract('simulated', async () => {
  const server = logServer(() => Date.now());
  const net = plainNetwork();
  let machines = 0;
  return {
    connect() {
      machines += 1;
      const life = newLife(`machine-${machines}`, 'decider', 1);
      return simulatedLog({
        ...{ server, net, life },
        appendPhase: 'door append',
        feedPhase: 'decider feed',
      });
    },
    async deleteTopic(name) {
      server.delete(name);
    },
    async expire(topic) {
      server.expire(topic);
    },
    close: async () => undefined,
  };
});
