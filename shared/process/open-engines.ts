/** The real engines of one process, from its settings. Nothing connects before it is used. */

import type { RateLimit } from '#shared/cache/token-bucket.ts';
import type { VersionedCache } from '#shared/cache/versioned-cache.ts';
import { submittedTokens } from '#shared/commands/command.ts';
import { type CommandSender, commandSender } from '#shared/commands/sender.ts';
import type { DatabaseAddress } from '#shared/database/address.ts';
import type { Database } from '#shared/database/database.ts';
import { maintain } from '#shared/database/maintenance.ts';
import { poolMaxDefault, relayPoolMax, tracePoolMax } from '#shared/database/pool-size.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';
import { freshFacts } from '#shared/events/fresh-facts.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { House } from '#shared/function/house.ts';
import type { TokenIssuer } from '#shared/http/issuer.ts';
import { type Issuer, type RoleGrant, tokenVerifier } from '#shared/http/verify.ts';
import type { KafkaAccess } from '#shared/log/kafka-access.ts';
import type { TopicSpec } from '#shared/log/log.ts';
import { systemClock, systemIds, systemRandom, systemTimerMs } from '#shared/system.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { otlpExporter } from '#shared/telemetry/otlp-exporter.ts';
import { postgresTraces } from '#shared/telemetry/postgres-traces.ts';
import { processTelemetry } from '#shared/telemetry/process-telemetry.ts';
import type { Secret } from '#shared/telemetry/secret.ts';
import { throughPostgres, throughRedis } from './between-replicas.ts';
import { type LogSettings, openLog } from './open-log.ts';
import { whenUsed } from './when-used.ts';

export interface EngineSettings {
  readonly database: DatabaseAddress;
  /** Undefined: TCP. The event log goes by TCP in any case, because it copies. */
  readonly databaseDriver?: PostgresDriver | undefined;
  /** Undefined: replicas share less, and PostgreSQL carries their messages. */
  readonly redisUrl?: string | undefined;
  /** How many processes like this one there may be at once; one when it is left out. */
  readonly replicasMax?: number | undefined;
  /** Names the process in traces and logs. */
  readonly service: string;
  /** Letters, digits, `_` and `-`; unlike every other process's. */
  readonly instance: string;
  readonly logger: Logger;
  readonly signingSecret: Secret;
  readonly issuers: readonly Issuer[];
  readonly roles: Readonly<Record<string, RoleGrant>>;
  readonly rates?: Partial<Engines['rates']>;
  readonly trustedHops?: number;
  readonly tracesPerSecond?: number;
  /** Where traces also go (OTLP over HTTP). */
  readonly otlpEndpoint?: string | undefined;
  readonly leases?: LogSettings['leases'];
  /** Nothing: the log is in the database. */
  readonly kafka?: KafkaAccess | undefined;
  /** As the product declares them. */
  readonly topics?: readonly TopicSpec[];
  /** Connections each context may open; a house with all contexts in one process has some ten of them. */
  readonly poolMax?: number;
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
  const { instance, logger, service, databaseDriver: driver } = settings;
  const { url, directUrl, pooled } = settings.database;
  const databases = new Map<string, Database>();
  const caches = new Map<string, VersionedCache<unknown>>();
  const senders = new Map<string, CommandSender>();
  const closing = new AbortController();

  function databaseOf(schema: string, role: string, poolMax: number): Database {
    const known = databases.get(role);
    if (known !== undefined) return known;
    const opened = whenUsed(() =>
      postgresDatabase({
        ...{ url, role, schema, poolMax, driver },
        // Neon has poolers before it, whichever of its hosts is asked.
        prepare: !pooled && driver === undefined,
        applicationName: `${service} ${role}`,
      }),
    );
    databases.set(role, opened);
    return opened;
  }
  const database = (context: string) =>
    databaseOf(context, `serai_${context}`, settings.poolMax ?? poolMaxDefault);

  const traces = postgresTraces({
    database: databaseOf('telemetry', 'serai_telemetry', tracePoolMax),
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
  const log = whenUsed(() => openLog({ ...settings, databaseUrl: directUrl }));
  const between =
    settings.redisUrl === undefined
      ? throughPostgres({ instance, logger, directUrl, driver })
      : throughRedis({
          ...{ instance, logger, redisUrl: settings.redisUrl },
          replicasMax: settings.replicasMax ?? 1,
        });
  const { channels, limits } = between;

  return {
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    telemetry,
    logger,
    instance,
    log,
    channels,
    fresh: freshFacts(),
    cache<T>(name: string) {
      const known = caches.get(name) ?? between.cache(name);
      caches.set(name, known);
      // A name stands for one type of value; its users agree on it.
      return known as VersionedCache<T>;
    },
    limits,
    trustedHops: settings.trustedHops ?? 0,
    rates: { token: tokenRate, tenant: tenantRate, address: addressRate, ...settings.rates },
    verify: tokenVerifier({ issuers: settings.issuers, roles: settings.roles, clock: systemClock }),
    submitted: submittedTokens(settings.signingSecret.reveal(), systemClock.nowMs),
    house: { ...settings.house, traces, closing: closing.signal },
    issuer: settings.issuer,
    database,
    relayDatabase: (context) => databaseOf(context, `serai_${context}_relay`, relayPoolMax),
    upkeep: {
      maintain: (options) => maintain({ url: directUrl, ...options }),
      pruneLog: () => log.prune(),
    },
    commands(context) {
      const known = senders.get(context);
      if (known !== undefined) return known;
      const sender = between.hinted(
        context,
        commandSender({
          log,
          channels,
          database: database(context),
          replyChannel: `process.${instance}.replies.${context}`,
        }),
      );
      senders.set(context, sender);
      return sender;
    },
    announceClosing: () => closing.abort(),
    async close() {
      await log.close();
      await between.close();
      await telemetry.close();
      await Promise.all([...databases.values()].map((each) => each.close()));
    },
  };
}
