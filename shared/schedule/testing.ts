/** A schedule with the fields a test does not care about. */
import {
  type ScheduleDeclaration,
  type ScheduleTools,
  schedule,
} from '#shared/function/schedule.ts';

export function testSchedule(run: (tools: ScheduleTools) => Promise<void>): ScheduleDeclaration {
  return schedule({
    context: 'lamps',
    name: 'dim-lamps',
    purpose: 'Dims the lamps every morning.',
    cron: '0 6 * * *',
    scale: { replicasMin: 0, replicasMax: 1 },
    run,
  });
}

/** Resolves when the signal is aborted. */
export function ended(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve());
  if (signal.aborted) resolve();
  return promise;
}
