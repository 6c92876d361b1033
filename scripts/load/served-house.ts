/** A house of its own for a client that loads or attacks it, in a process of its own so that its CPU is told apart; keeps nothing. */
import type { RoleName } from '#schema/access.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { startHouse } from '../serai/house.ts';

export interface Listening {
  readonly port: number;
  readonly databaseDirectory: string;
}

export interface Wanted {
  /** Left out for the house itself. */
  readonly tenantId?: string;
  readonly roles: readonly RoleName[];
}

/** Longer than any run. */
const tokenSeconds = 7_200;

const house = await startHouse({
  ...{ home: '', port: 0, ephemeral: true, unlimited: true },
  logger: logger({ level: 'warn', service: 'house', format: 'lines' }),
});

process.on('message', async ({ tenantId, roles }: Wanted) => {
  const claims = { roles: [...roles], scope_ids: 'all' as const };
  const tenant = tenantId === undefined ? {} : { tenant_id: tenantId };
  const client = `load-${roles.join('-')}`;
  const names = { sub: client, client_id: client };
  process.send?.({
    token: await house.issuer.sign({ ...claims, ...tenant, ...names }, tokenSeconds),
  });
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
