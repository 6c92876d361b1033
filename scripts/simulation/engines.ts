/** Everything a simulated process runs on: the ports of the house, each led through the simulation. */

import { keptMaps } from '#shared/cache/kept.ts';
import { memoryLimits } from '#shared/cache/limits.ts';
import { memoryCache } from '#shared/cache/memory-cache.ts';
import type { VersionedCache } from '#shared/cache/versioned-cache.ts';
import { repliesOver } from '#shared/commands/replies.ts';
import { type CommandSender, commandSender } from '#shared/commands/sender.ts';
import { freshFacts } from '#shared/events/fresh-facts.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { TokenVerifier } from '#shared/http/verify.ts';
import type { Clock } from '#shared/ports.ts';
import { signer } from '#shared/signed-text.ts';
import { uuidV7Ids } from '#shared/system.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Telemetry } from '#shared/telemetry/telemetry.ts';
import { type Exchange, simulatedChannels } from './channels.ts';
import type { Phase } from './faults.ts';
import { type Component, type Life, nameOf } from './life.ts';
import { simulatedLog } from './log.ts';
import type { LogServer } from './log-server.ts';
import type { Network } from './network.ts';
import { databasePhases } from './phases.ts';
import type { Session } from './session.ts';
import { storeDatabase } from './store.ts';

export interface Surroundings {
  readonly net: Network;
  readonly session: Session;
  readonly log: LogServer;
  readonly exchange: Exchange;
  readonly verify: TokenVerifier;
}

const appendPhases: Readonly<Record<Component, Phase>> = {
  door: 'door append',
  relay: 'relay append',
  decider: 'relay append',
  projector: 'relay append',
  dispatcher: 'relay append',
  subscriber: 'relay append',
};
const feedPhases: Readonly<Record<Component, Phase>> = {
  door: 'decider feed',
  relay: 'decider feed',
  decider: 'decider feed',
  projector: 'projector feed',
  dispatcher: 'dispatcher feed',
  subscriber: 'dispatcher feed',
};

const unlimited = { perSecond: 1e6, burst: 1e6 };
const cacheEntriesMax = 1_000;
const notHere = () => {
  throw new Error('not part of the simulation');
};

export function simulatedEngines(life: Life, around: Surroundings): Engines {
  const { net, session, log: server, exchange, verify } = around;
  const clock: Clock = { nowMs: () => net.world.nowMs() + life.skewMs };
  const random = { bytes: (count: number) => bytesOf(net, count) };
  const name = nameOf(life);
  const phases = databasePhases(life.component);
  const speak = (role: string, schema: string) =>
    storeDatabase(session, net, { life, role, schema, phase: phases.of });
  const log = simulatedLog({
    server,
    net,
    life,
    appendPhase: appendPhases[life.component],
    feedPhase: feedPhases[life.component],
  });
  const channels = simulatedChannels(net, exchange, life, (channel) =>
    channel.startsWith('outbox.') ? 'relay wake' : 'decider reply',
  );
  // A reply that crosses no network could be neither lost nor judged.
  const replies = repliesOver(channels, { shortcut: false });
  const caches = new Map<string, VersionedCache<unknown>>();
  const senders = new Map<string, CommandSender>();
  const database = (context: string) => speak(`serai_${context}`, context);
  return {
    clock,
    random,
    ids: uuidV7Ids(clock, random),
    telemetry: silent,
    logger: noted(net, name),
    instance: name,
    log: {
      ...log,
      async append(to, records) {
        const appended = await log.append(to, records);
        if (appended === 'appended') phases.appended();
        return appended;
      },
      subscribe: (options) =>
        log.subscribe({
          ...options,
          open(partition, state) {
            phases.opening();
            return options.open(partition, state);
          },
        }),
    },
    channels,
    replies,
    fresh: freshFacts(),
    limits: memoryLimits({ clock }),
    cache<T>(cacheName: string) {
      const known =
        caches.get(cacheName) ?? memoryCache<unknown>({ clock, entriesMax: cacheEntriesMax });
      caches.set(cacheName, known);
      // A name stands for one type of value; its users agree on it.
      return known as VersionedCache<T>;
    },
    kept: keptMaps(),
    rates: { token: unlimited, tenant: unlimited, address: unlimited },
    trustedHops: 0,
    verify,
    signIn: notHere,
    house: {
      name: 'simulation',
      functions: [],
      traces: { recentTraces: notHere, trace: notHere },
      demoUsers: [],
      closing: new AbortController().signal,
    },
    issuer: undefined,
    signed: signer('a secret of the simulation', clock.nowMs),
    database,
    relayDatabase: (context) => speak(`serai_${context}_relay`, context),
    upkeep: { maintain: notHere, pruneLog: notHere },
    commands(context) {
      const known = senders.get(context);
      if (known !== undefined) return known;
      const replyChannel = `process.${name}.replies.${context}`;
      const made = commandSender({ log, replies, database: database(context), replyChannel });
      senders.set(context, made);
      return made;
    },
  };
}

function bytesOf({ chance }: Network, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(count);
  for (let at = 0; at < count; at += 1) bytes[at] = chance.below(256);
  return bytes;
}

const traceparent = '00-00000000000000000000000000000001-0000000000000001-00';
const silent: Telemetry = {
  span: () => ({ traceparent, sampled: false, attribute: () => undefined, end: () => undefined }),
  count: () => undefined,
  observe: () => undefined,
  metrics: () => '',
  close: async () => undefined,
};

/** Into the history, so that a failure shows what the process itself said. */
function noted({ world }: Network, name: string): Logger {
  const say = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    const { error } = fields ?? {};
    const reason = error instanceof Error ? `: ${error.name} ${error.message}` : '';
    world.note(`${name} ${level} "${message}"${reason}`);
  };
  const logger: Logger = {
    debug: () => undefined,
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    with: () => logger,
  };
  return logger;
}
