/** Keeps the database as it was set up: next months' partitions are there before their facts, past ones rest, and what is past its time goes. */
import { retention } from '#schema/retention.ts';
import { schedule } from '#shared/function/schedule.ts';

export default schedule({
  context: 'upkeep',
  name: 'maintain-database',
  purpose: "Makes next months' partitions and lets go of rows and records past their time.",
  // Apart from the full hours, at which everybody else wakes.
  cron: '17 3 * * *',
  scale: { replicasMin: 0, replicasMax: 1 },
  async run({ upkeep, clock, logger, signal }) {
    const done = await upkeep.maintain({ retention, nowMs: clock.nowMs(), signal });
    const batches = signal.aborted ? 0 : await upkeep.pruneLog();
    logger.info('maintained the database', {
      partitions: done?.partitions ?? [],
      pruned: Object.fromEntries(done?.pruned ?? []),
      frozen: done?.frozen ?? [],
      batches,
    });
  },
});
