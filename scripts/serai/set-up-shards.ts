/** Brings several databases to the level of the code, each as its shard, with topics and partitions of its own. */
import { topics } from '#schema/product.ts';
import { preparePartitions } from '#shared/database/maintenance.ts';
import { migrate } from '#shared/database/migrate.ts';
import { markShard } from '#shared/database/shard-mark.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';

/** In their order, of their owners; again it changes nothing. Resolves with the migrations each has got. */
export async function setUpShards(
  urls: readonly string[],
  { nowMs, report }: { readonly nowMs: number; report(problem: string, error: unknown): void },
): Promise<readonly (readonly string[])[]> {
  const migrations: (readonly string[])[] = [];
  for (const [number, url] of urls.entries()) {
    const { applied } = await migrate({ url });
    migrations.push(applied);
    await markShard(url, { number, shards: urls.length });
    await preparePartitions({ url, nowMs });
    const log = postgresEventLog({ url, report });
    for (const topic of topics) await log.ensureTopic(topic);
    await log.close();
  }
  return migrations;
}
