/**
 * What replicas share beside the database and the log: messages, limits, hot reads, hints. With
 * Redis they share all of it; without, each has its own and PostgreSQL carries the messages.
 */
import type { Channels } from '#shared/cache/channels.ts';
import { type Limits, memoryLimits } from '#shared/cache/limits.ts';
import { memoryCache } from '#shared/cache/memory-cache.ts';
import { postgresChannels } from '#shared/cache/postgres-channels.ts';
import { redisCache } from '#shared/cache/redis-cache.ts';
import { redisChannels } from '#shared/cache/redis-channels.ts';
import { redisConnection } from '#shared/cache/redis-connection.ts';
import { redisLimits } from '#shared/cache/redis-limits.ts';
import type { VersionedCache } from '#shared/cache/versioned-cache.ts';
import { hintedSender } from '#shared/commands/decision-hints.ts';
import { redisHints } from '#shared/commands/redis-hints.ts';
import type { CommandSender } from '#shared/commands/sender.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';
import { systemClock, systemTimerMs } from '#shared/system.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { whenUsed } from './when-used.ts';

export interface BetweenReplicas {
  readonly channels: Channels;
  readonly limits: Limits;
  /** One per name; its users agree on the type of its values. */
  cache(name: string): VersionedCache<unknown>;
  /** The sender, quicker to answer a repeated key where hints are kept. */
  hinted(context: string, sender: CommandSender): CommandSender;
  close(): Promise<void>;
}

export interface BetweenReplicasOptions {
  readonly instance: string;
  readonly logger: Logger;
}

/** About 20 MB of small values. */
const cacheEntriesMax = 50_000;

export function throughPostgres(
  options: BetweenReplicasOptions & {
    readonly directUrl: string;
    readonly driver: PostgresDriver | undefined;
  },
): BetweenReplicas {
  const channels = whenUsed(() =>
    postgresChannels({
      url: options.directUrl,
      driver: options.driver,
      instanceId: options.instance,
      failed: lostMessages(options.logger),
    }),
  );
  return {
    channels,
    limits: memoryLimits({ clock: systemClock }),
    cache: () => memoryCache({ clock: systemClock, entriesMax: cacheEntriesMax }),
    hinted: (_context, sender) => sender,
    close: () => channels.close(),
  };
}

export function throughRedis(
  options: BetweenReplicasOptions & {
    readonly redisUrl: string;
    /** How many processes of this function there may be: each has its share of a limit. */
    readonly replicasMax: number;
  },
): BetweenReplicas {
  const { redisUrl: url, instance, logger, replicasMax } = options;
  const redis = redisConnection({
    url,
    name: 'serai',
    timerMs: systemTimerMs,
    failed: (error) => logger.warn('Redis is away; going on without it', { error }),
  });
  const channels = redisChannels({
    url,
    redis,
    instanceId: instance,
    failed: lostMessages(logger),
  });
  return {
    channels,
    limits: redisLimits({ redis, clock: systemClock, share: 1 / replicasMax }),
    cache: (name) => redisCache({ redis, name, clock: systemClock, entriesMax: cacheEntriesMax }),
    hinted: (context, sender) => hintedSender(sender, redisHints({ redis, context })),
    async close() {
      await channels.close();
      await redis.close();
    },
  };
}

function lostMessages(logger: Logger): (error: unknown) => void {
  return (error) => logger.warn('messages between processes were lost', { error });
}
