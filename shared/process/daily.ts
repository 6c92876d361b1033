/** Something a process does at its start and every day after, beside its work: a failure is told, and tried again sooner. */
import type { Running } from '#shared/consume/relay.ts';
import { wakeable } from '#shared/consume/wake.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

const dayMs = 86_400_000;
/** What kept it, a lock or a restart, is over by then. */
const retryMs = 15 * 60_000;

/** `work` is told by its signal that the process is going. */
export function daily(
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
  logger: Logger,
): Running {
  const wake = wakeable();
  const stopping = new AbortController();

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      let waitMs = dayMs;
      try {
        await work(stopping.signal);
      } catch (error) {
        logger.error('a daily task failed and is tried again', { task: name, error });
        waitMs = retryMs;
      }
      if (!stopping.signal.aborted) await wake.within(waitMs);
    }
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
