/** A house of its own for a journey, in a process of its own so that its CPU is told apart; keeps nothing. */
import type { RoleName } from '#schema/access.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { startHouse } from '../serai/house.ts';

export interface Listening {
  readonly port: number;
  readonly databaseDirectory: string;
}

/** Longer than any run. */
const tokenSeconds = 7_200;

const house = await startHouse({
  ...{ home: '', port: 0, ephemeral: true, unlimited: true },
  logger: logger({ level: 'warn', service: 'house', format: 'lines' }),
});

interface Wanted {
  readonly tenantId: string;
  readonly role: RoleName;
}

process.on('message', async ({ tenantId, role }: Wanted) => {
  const claims = { tenant_id: tenantId, roles: [role], scope_ids: 'all' as const };
  const names = { sub: `load-${role}`, client_id: `load-${role}` };
  process.send?.({ token: await house.issuer.sign({ ...claims, ...names }, tokenSeconds) });
});
process.once('SIGTERM', async () => {
  await house.stop();
  process.exit(0);
});
// Without its parent nobody would stop it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

const listening: Listening = {
  port: Number(new URL(house.url).port),
  databaseDirectory: house.databaseDirectory ?? '',
};
process.send?.(listening);
