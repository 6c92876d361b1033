/** Brings one database to the level of the code, with the partitions of the next months and the log's topics. */
import { topics } from '#schema/product.ts';
import { preparePartitions } from '#shared/database/maintenance.ts';
import { migrate } from '#shared/database/migrate.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';

export interface SetUpOptions {
  /** Of the database's owner, past a pooler. */
  readonly url: string;
  readonly nowMs: number;
  report(problem: string, error: unknown): void;
  /** After the migrations, before anything else is made. */
  migrated?(): Promise<void>;
}

/** Again it changes nothing. Resolves with the migrations it has got. */
export async function setUpDatabase(options: SetUpOptions): Promise<readonly string[]> {
  const { url, nowMs, report, migrated } = options;
  const { applied } = await migrate({ url });
  await migrated?.();
  await preparePartitions({ url, nowMs });
  const log = postgresEventLog({ url, report });
  try {
    for (const topic of topics) await log.ensureTopic(topic);
  } finally {
    await log.close();
  }
  return applied;
}
