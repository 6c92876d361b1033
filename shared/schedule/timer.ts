/**
 * Wakes a schedule in a house that has nobody else to do it: at its start, because it may have been
 * off when the time came, and whenever the time comes; sooner after a failure.
 */
import type { Running } from '#shared/consume/relay.ts';
import { wakeable } from '#shared/consume/wake.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';
import { runnerOf } from './runner.ts';

/** What kept it, a lock or a restart, is over by then. */
const retryMs = 15 * 60_000;
/** The clock is looked at this often: a machine that slept, or was set to another time, is not long behind. */
const lookMsDefault = 60_000;

export function runTimer(
  declaration: ScheduleDeclaration,
  engines: Engines,
  { lookMs = lookMsDefault }: { readonly lookMs?: number } = {},
): Running {
  const { clock } = engines;
  const wake = wakeable();
  const stopping = new AbortController();
  const run = runnerOf(declaration, engines, stopping.signal);

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const ran = await run();
      const nowMs = clock.nowMs();
      const nextMs = declaration.nextMs(nowMs);
      await until(ran === 'done' ? nextMs : Math.min(nextMs, nowMs + retryMs));
    }
  }

  async function until(dueMs: number): Promise<void> {
    while (!stopping.signal.aborted && clock.nowMs() < dueMs)
      await wake.within(Math.min(dueMs - clock.nowMs(), lookMs));
  }

  const running = loop();
  return {
    async stop() {
      stopping.abort();
      wake.now();
      await running;
    },
  };
}
