/** A house in this process for tests, on a database of its own, with tokens for anyone a test needs. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { RoleName } from '#schema/access.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';
import type { KafkaAccess } from '#shared/log/kafka-access.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { type RunningHouse, startHouse } from '../serai/house.ts';
import { type Desk, deskAt, property } from './desk.ts';

export interface TestHouse extends RunningHouse {
  readonly database: TestDatabase;
  /** Of the database's owner, who sees all tenants. */
  readonly owner: pg.Client;
  readonly home: string;
  readonly tenantId: string;
  /** The tenant's administrator. */
  readonly desk: Desk;
  /** Of the same tenant: its bookings are taken with their faults, and flagged. */
  readonly channel: Desk;
  /** Whoever asks; of the house's tenant unless another one is named. */
  as(role: RoleName, more?: Claims): Promise<Desk>;
  /** A property of the tenant; resolves with its path. */
  open(physical?: number): Promise<string>;
}

interface Claims {
  readonly tenantId?: string;
  /** Properties it may touch: all, unless said. */
  readonly scopeIds?: 'all' | readonly string[];
  readonly client?: string;
}

/** No test takes longer. */
const tokenSeconds = 600;

/** Engines beside the database that every house has. */
export interface TestHouseEngines {
  readonly redisUrl?: string;
  readonly kafka?: KafkaAccess;
  /** The way to the database for transactions, given its own address. */
  readonly poolerOf?: (url: string) => string;
  readonly databaseDriver?: PostgresDriver;
  /** Gets every line that the house logs; nobody does when it is left out. */
  readonly write?: (line: string) => void;
}

export async function testHouse(engines: TestHouseEngines = {}): Promise<TestHouse> {
  const database = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'serai-test-house-'));
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const house = await startHouse({
    ...{ home, port: 0, unlimited: true, redisUrl: engines.redisUrl, kafka: engines.kafka },
    databaseDriver: engines.databaseDriver,
    ...(engines.poolerOf === undefined
      ? { databaseUrl: database.url }
      : { databaseUrl: engines.poolerOf(database.url), databaseDirectUrl: database.url }),
    logger: logger({
      ...(engines.write === undefined
        ? { level: 'silent' }
        : { level: 'debug', write: engines.write }),
      service: 'house',
    }),
  });
  const { tenantId, desk } = await tenantOf(house, 'Tests');
  const as: TestHouse['as'] = (role, more = {}) =>
    deskOf(house, role, role === 'operator' ? more : { tenantId, ...more });
  return {
    ...house,
    ...{ database, owner, home, tenantId, desk, as },
    channel: await as('channel'),
    async open(physical = 3) {
      const { id } = await desk.call('open-property', { body: property(physical) });
      return `/v1/properties/${id}`;
    },
    async stop() {
      await house.stop();
      await owner.end();
      await database.close();
      await rm(home, { recursive: true });
    },
  };
}

type Signing = Pick<RunningHouse, 'url' | 'issuer'>;

/** A tenant with an administrator, made as an operator makes them. */
export async function tenantOf(
  house: Signing,
  name: string,
): Promise<{ tenantId: string; desk: Desk }> {
  const operator = await deskOf(house, 'operator', {});
  const { id: tenantId } = await operator.call('create-tenant', { body: { name } });
  return { tenantId, desk: await deskOf(house, 'tenant_admin', { tenantId }) };
}

async function deskOf(
  { url, issuer }: Signing,
  role: RoleName,
  { tenantId, scopeIds = 'all', client = role }: Claims,
): Promise<Desk> {
  const claims = {
    sub: randomUUID(),
    ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    roles: [role],
    scope_ids: scopeIds,
    client_id: client,
  };
  return deskAt(url, await issuer.sign(claims, tokenSeconds));
}
