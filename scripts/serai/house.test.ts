/** What a house that starts makes up for. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { logger } from '#shared/telemetry/logger.ts';
import { testDatabase } from '#shared/testing/database.ts';
import { startHouse } from './house.ts';

test('A house that was off when a schedule was due runs it when it starts', async () => {
  const database = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'serai-test-house-'));
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const count = async () =>
    (await owner.query('select count(*)::integer as kept from identity.decisions')).rows;
  await owner.query(
    `insert into identity.decisions (tenant_id, command_id, fingerprint, outcome, decided_at)
     values (gen_random_uuid(), gen_random_uuid(), 'f', 'accepted', now() - interval '15 days')`,
  );
  const house = await startHouse({
    ...{ home, port: 0, databaseUrl: database.url },
    logger: logger({ level: 'silent', service: 'house' }),
  });
  await expect.poll(count, { timeout: 20_000 }).toEqual([{ kept: 0 }]);
  await house.stop();
  await owner.end();
  await database.close();
  await rm(home, { recursive: true });
});
