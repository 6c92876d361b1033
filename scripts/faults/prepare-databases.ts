/** Brings the databases of a stack to the level of the code, each with its topics, and each its own shard where there are several. */
import { topics } from '#schema/product.ts';
import { commandsTopic } from '#schema/reservations/commands.ts';
import { eventsTopic } from '#schema/reservations/events.ts';
import { migrate } from '#shared/database/migrate.ts';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { markShard } from '#shared/database/shard-mark.ts';
import { ownEngines, patiently } from './own-engines.ts';
import { type Addresses, databasesOf } from './stack-engines.ts';

/** Those whose partitions go by the property. */
const placed: readonly string[] = [commandsTopic, eventsTopic];

/** `partitionsEach`: of each database, where it is another number than the product's. */
export async function prepareDatabases(
  addresses: Addresses,
  partitionsEach: number | undefined,
): Promise<void> {
  const databases = databasesOf(addresses);
  for (const [number, databaseUrl] of databases.entries()) {
    await migrate({ url: databaseUrl });
    if (databases.length > 1) await markShard(databaseUrl, { number, shards: databases.length });
    if (partitionsEach !== undefined) await place(databaseUrl, partitionsEach);
    const own = ownEngines({ ...addresses, databaseUrl }, 'stack');
    for (const topic of topics) {
      const partitions = placed.includes(topic.name) ? partitionsEach : undefined;
      const spec = { ...topic, partitions: partitions ?? topic.partitions };
      await patiently(() => own.log.ensureTopic(spec));
    }
    await own.close();
  }
}

async function place(databaseUrl: string, partitions: number): Promise<void> {
  const owner = await connectAsOwner(databaseUrl, 'serai faults');
  try {
    await owner.query('update reservations.placement set partition = bucket % $1::integer', [
      partitions,
    ]);
  } finally {
    await owner.end();
  }
}
