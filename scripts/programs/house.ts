/** What of the product stays in one process where no Kafka is: all but the doors, for `light` in a cluster. */
import { brokers } from '#schema/brokers.ts';
import { roleGrants, topics } from '#schema/product.ts';
import { sharding } from '#schema/sharding.ts';
import type { Declaration } from '#shared/function/declare.ts';
import { serveTogether } from '#shared/process/serve.ts';

/** The second one stands by, and takes over what the first lets go of. */
const replicasMax = 2;

export function serve(...declarations: readonly Declaration[]): Promise<void> {
  const product = { roles: roleGrants, topics, sharding };
  return serveTogether({ name: 'house', declarations, replicasMax, brokers }, product);
}
