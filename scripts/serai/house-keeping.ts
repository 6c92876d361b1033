/** The house's daily work on its own database. */
import { retention } from '#schema/retention.ts';
import type { Running } from '#shared/consume/relay.ts';
import { maintain, preparePartitions } from '#shared/database/maintenance.ts';
import { daily } from '#shared/process/daily.ts';
import type { OpenEngines } from '#shared/process/open-engines.ts';

/** Partitions are there when it resolves; pruning goes on beside the house's work. */
export async function keepHouse(
  url: string,
  engines: Pick<OpenEngines, 'clock' | 'log' | 'logger'>,
): Promise<Running> {
  const { clock, log, logger } = engines;
  await preparePartitions({ url, nowMs: clock.nowMs() });
  return daily(
    'maintenance',
    async (signal) => {
      const done = await maintain({ url, retention, nowMs: clock.nowMs(), signal });
      const batches = signal.aborted ? 0 : await log.prune();
      logger.info('maintained the database', {
        partitions: done?.partitions ?? [],
        pruned: Object.fromEntries(done?.pruned ?? []),
        batches,
      });
    },
    logger,
  );
}
