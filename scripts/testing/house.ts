/** A house in this process for tests, on a database of its own, with a tenant whose administrator asks. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoleName } from '#schema/access.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { type RunningHouse, startHouse } from '../serai/house.ts';
import { type Desk, deskAt } from './desk.ts';

export interface TestHouse extends RunningHouse {
  readonly database: TestDatabase;
  readonly home: string;
  readonly tenantId: string;
  readonly desk: Desk;
  /** Of the same tenant: its bookings are taken with their faults, and flagged. */
  readonly channel: Desk;
}

const password = 'a-password-for-tests';

export async function testHouse(): Promise<TestHouse> {
  const database = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'serai-test-house-'));
  const house = await startHouse({
    ...{ home, port: 0, databaseUrl: database.url, unlimited: true },
    logger: logger({ level: 'silent', service: 'house' }),
  });
  const { tenantId, desk } = await tenantOf(house, 'Tests');
  const channel = await userOf(house, tenantId, 'channel');
  return {
    ...house,
    ...{ database, home, tenantId, desk, channel },
    async stop() {
      await house.stop();
      await database.close();
      await rm(home, { recursive: true });
    },
  };
}

/** A tenant with an administrator, made as an operator makes them. */
export async function tenantOf(
  house: Pick<RunningHouse, 'url' | 'operatorToken'>,
  name: string,
): Promise<{ tenantId: string; desk: Desk }> {
  const operator = deskAt(house.url, await house.operatorToken());
  const tenantId: string = (await operator.post('/v1/tenants', { name })).body.id;
  return { tenantId, desk: await userOf(house, tenantId, 'tenant_admin') };
}

async function userOf(
  house: Pick<RunningHouse, 'url' | 'operatorToken'>,
  tenantId: string,
  role: RoleName,
): Promise<Desk> {
  const email = `${role}@${tenantId}.example`;
  await deskAt(house.url, await house.operatorToken()).post('/v1/users', {
    ...{ tenantId, email, name: role, password, roles: [role], propertyIds: 'all' },
  });
  const { body } = await deskAt(house.url, '').post('/issuer/token', { email, password });
  return deskAt(house.url, body.access_token);
}
