/** The engines of a suite's own process, for the parts of the product that it runs or plays itself. */
import { roleGrants, topics } from '#schema/product.ts';
import { databaseAddress } from '#shared/database/address.ts';
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
    issuers: [],
    roles: roleGrants,
    house: { name: 'Serai', functions: [], demoUsers: [] },
  });
}
