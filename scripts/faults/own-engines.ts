/** The engines of a suite's own process, for the parts of the product that it runs or plays itself. */

import { setTimeout as delay } from 'node:timers/promises';
import { roleGrants, topics } from '#schema/product.ts';
import { ChannelsUnavailable } from '#shared/cache/channels.ts';
import { databaseAddress } from '#shared/database/address.ts';
import { DatabaseUnavailable } from '#shared/database/database.ts';
import { LogUnavailable } from '#shared/log/log.ts';
import { type OpenEngines, openEngines } from '#shared/process/open-engines.ts';
import { systemIds } from '#shared/system.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { Secret } from '#shared/telemetry/secret.ts';
import type { Addresses } from './stack-engines.ts';

export function ownEngines(addresses: Addresses, service: string): OpenEngines {
  return openEngines({
    ...{ service, instance: `${service}-${systemIds.next()}` },
    database: databaseAddress(addresses.databaseUrl, undefined),
    redisUrl: addresses.redisUrl,
    kafka:
      addresses.kafkaBrokers === undefined
        ? undefined
        : { brokers: [addresses.kafkaBrokers], clientId: service },
    topics,
    logger: logger({ level: 'silent', service }),
    signingSecret: new Secret('a suite signs nothing, and checks nothing'),
    ...{ issuers: [], providerReach: 'public' },
    roles: roleGrants,
    house: { name: 'Serai', functions: [], demoUsers: [] },
  });
}

/** A server that was just started, on a machine with much else to do, may refuse for so long. */
const patienceMs = 90_000;
const retryMs = 100;

/** A suite does not end because an engine was not there yet; what it asks for harms nothing twice. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isAway = [DatabaseUnavailable, ChannelsUnavailable, LogUnavailable].some(
        (each) => error instanceof each,
      );
      if (!isAway || performance.now() > deadlineMs) throw error;
      await delay(retryMs);
    }
  }
}
