/** The real engines of one process, from its settings. Nothing connects before it is used. */

import { keptMaps } from '#shared/cache/kept.ts';
import type { RateLimit } from '#shared/cache/token-bucket.ts';
import type { VersionedCache } from '#shared/cache/versioned-cache.ts';
import { repliesOver } from '#shared/commands/replies.ts';
import { type CommandSender, commandSender } from '#shared/commands/sender.ts';
import type { DatabaseAddress } from '#shared/database/address.ts';
import { tokenPoolMax, tracePoolMax } from '#shared/database/pool-size.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { House } from '#shared/function/house.ts';
import { type Sharding, shardsOf } from '#shared/function/shards.ts';
import type { RoleGrants } from '#shared/http/grants.ts';
import type { TokenIssuer } from '#shared/http/issuer.ts';
import type { Issuer } from '#shared/http/issuer-settings.ts';
import { doorkeeper } from '#shared/http/verify.ts';
import type { Reach } from '#shared/outgoing/addresses.ts';
import { signer } from '#shared/signed-text.ts';
import { systemClock, systemIds, systemRandom, systemTimerMs } from '#shared/system.ts';
import { otlpExporter } from '#shared/telemetry/otlp-exporter.ts';
import { postgresTraces } from '#shared/telemetry/postgres-traces.ts';
import { processTelemetry } from '#shared/telemetry/process-telemetry.ts';
import type { Secret } from '#shared/telemetry/secret.ts';
import { type BetweenReplicas, throughPostgres, throughRedis } from './between-replicas.ts';
import { openStore, type Store, type StoreSettings } from './open-store.ts';

export interface EngineSettings extends StoreSettings {
  readonly database: DatabaseAddress;
  /** The databases after the first, and what decides which of them has what. */
  readonly shards?:
    | { readonly others: readonly DatabaseAddress[]; readonly sharding: Sharding }
    | undefined;
  /** Undefined: replicas share less, and PostgreSQL carries their messages. */
  readonly redisUrl?: string | undefined;
  /** How many processes like this one there may be at once; one when it is left out. */
  readonly replicasMax?: number | undefined;
  /** Letters, digits, `_` and `-`; unlike every other process's. */
  readonly instance: string;
  readonly signingSecret: Secret;
  readonly issuers: readonly Issuer[];
  /** Where identity providers that tenants bring may stand. */
  readonly providerReach: Reach;
  readonly roles: RoleGrants;
  readonly rates?: Partial<Engines['rates']>;
  readonly trustedHops?: number;
  readonly tracesPerSecond?: number;
  /** Where traces also go (OTLP over HTTP). */
  readonly otlpEndpoint?: string | undefined;
  readonly house: Omit<House, 'traces' | 'closing'>;
  readonly issuer?: TokenIssuer;
}

export interface OpenEngines extends Engines {
  /** Says to everything that streams or waits that the process is going. */
  announceClosing(): void;
  close(): Promise<void>;
}

/** What one replica can serve at all: above it a client is broken or hostile. */
const tokenRate: RateLimit = { perSecond: 5000, burst: 10_000 };
const tenantRate: RateLimit = { perSecond: 20_000, burst: 40_000 };
/** Pages and keys for people without a token. */
const addressRate: RateLimit = { perSecond: 500, burst: 1000 };

export function openEngines(settings: EngineSettings): OpenEngines {
  const { instance, logger, service } = settings;
  const { database: address, shards } = settings;
  const caches = new Map<string, VersionedCache<unknown>>();
  const closing = new AbortController();
  const first = openStore(settings, address);
  const between = betweenOf(settings, address);

  const traces = postgresTraces({
    database: first.databaseOf('telemetry', 'serai_telemetry', tracePoolMax),
    clock: systemClock,
  });
  const telemetry = processTelemetry({
    service,
    clock: systemClock,
    timerMs: systemTimerMs,
    random: systemRandom,
    exporters:
      settings.otlpEndpoint === undefined
        ? [traces]
        : [traces, otlpExporter({ endpoint: settings.otlpEndpoint })],
    ...(settings.tracesPerSecond === undefined
      ? {}
      : { tracesPerSecond: settings.tracesPerSecond }),
  });

  const tokens = first.databaseOf('identity', 'serai_identity_tokens', tokenPoolMax);
  const door = doorkeeper({
    ...{ issuers: settings.issuers, roles: settings.roles, clock: systemClock },
    apiTokens: {
      database: tokens,
      // To listen costs a connection each: PostgreSQL has none to spare for what ten seconds end anyway.
      channels: settings.redisUrl === undefined ? undefined : between.channels,
      failed: (error) => logger.warn('the use of an API token was not written', { error }),
    },
    providers: { database: tokens, reach: settings.providerReach },
  });

  const common = {
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    telemetry,
    logger,
    instance,
    cache<T>(name: string) {
      const known = caches.get(name) ?? between.cache(name);
      caches.set(name, known);
      // A name stands for one type of value; its users agree on it.
      return known as VersionedCache<T>;
    },
    kept: keptMaps(),
    limits: between.limits,
    trustedHops: settings.trustedHops ?? 0,
    rates: { token: tokenRate, tenant: tenantRate, address: addressRate, ...settings.rates },
    ...door,
    signed: signer(settings.signingSecret.reveal(), systemClock.nowMs),
    house: { ...settings.house, traces, closing: closing.signal },
    issuer: settings.issuer,
  };

  const others = (shards?.others ?? []).map((each) => ({
    store: openStore(settings, each),
    // Redis carries the messages of all; PostgreSQL those of its own.
    between: settings.redisUrl === undefined ? betweenOf(settings, each) : between,
  }));
  const all = [{ store: first, between }, ...others];
  const engines = all.map((each) => ({ ...common, ...enginesOf(each, instance) }));
  const [main] = engines;
  if (main === undefined) throw new Error('a process has a database');

  return {
    ...main,
    ...(shards === undefined ? {} : { shards: shardsOf(engines, shards.sharding) }),
    announceClosing: () => closing.abort(),
    async close() {
      await Promise.all(all.map(({ store }) => store.log.close()));
      for (const each of new Set(all.map((one) => one.between))) await each.close();
      await telemetry.close();
      await Promise.all(all.map(({ store }) => store.closeDatabases()));
    },
  };
}

function betweenOf(settings: EngineSettings, { directUrl }: DatabaseAddress): BetweenReplicas {
  const { instance, logger, databaseDriver: driver, redisUrl } = settings;
  return redisUrl === undefined
    ? throughPostgres({ instance, logger, directUrl, driver })
    : throughRedis({ instance, logger, redisUrl, replicasMax: settings.replicasMax ?? 1 });
}

/** What of the engines is of one database. */
function enginesOf(
  { store, between }: { readonly store: Store; readonly between: BetweenReplicas },
  instance: string,
) {
  const senders = new Map<string, CommandSender>();
  const { log, fresh, database, relayDatabase, upkeep } = store;
  const { channels } = between;
  const replies = repliesOver(channels);
  return {
    ...{ log, channels, replies, fresh, database, relayDatabase, upkeep },
    commands(context: string) {
      const known = senders.get(context);
      if (known !== undefined) return known;
      const replyChannel = `process.${instance}.replies.${context}`;
      const sender = between.hinted(
        context,
        commandSender({ log, replies, database: database(context), replyChannel }),
      );
      senders.set(context, sender);
      return sender;
    },
  };
}
