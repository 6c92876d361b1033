/** The whole house as a child of the benchmarks: says where it listens, and signs tokens when asked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logger } from '#shared/telemetry/logger.ts';
import { startHouse } from '../serai/house.ts';

const home = await mkdtemp(join(tmpdir(), 'serai-bench-house-'));
const brokers = process.env['KAFKA_BROKERS'];
const house = await startHouse({
  home,
  port: 0,
  databaseUrl: process.env['DATABASE_URL'],
  kafka: brokers === undefined ? undefined : { brokers: [brokers], clientId: 'bench' },
  unlimited: true,
  logger: logger({ level: 'warn', service: 'house', format: 'lines' }),
});

process.on('message', async ({ tenantId }: { tenantId: string }) => {
  const token = await house.issuer.sign(
    {
      sub: tenantId,
      tenant_id: tenantId,
      roles: ['tenant_admin'],
      scope_ids: 'all',
      client_id: 'bench',
    },
    3600,
  );
  process.send?.({ token });
});
process.on('SIGTERM', async () => {
  await house.stop();
  await rm(home, { recursive: true, force: true });
  process.exit(0);
});
process.send?.({ port: Number(new URL(house.url).port) });
