/** Runs a schedule once on every database: measured, ended after its time, and never twice at once in one process. */
import type { Engines } from '#shared/function/engines.ts';
import type { ScheduleDeclaration } from '#shared/function/schedule.ts';

/** `unfinished`: it was told to end, and goes on the next time. */
export type Ran = 'done' | 'unfinished' | 'failed';

/** Whoever wakes it while it runs waits for what runs, and has its outcome. */
export type Runner = (parent?: string) => Promise<Ran>;

/** A minute below the longest that Knative lets a request take. */
export const runMsMax = 9 * 60_000;

/** `stopping` is aborted when the process goes. */
export function runnerOf(
  declaration: ScheduleDeclaration,
  engines: Engines,
  stopping: AbortSignal,
  msMax: number = runMsMax,
): Runner {
  let running: Promise<Ran> | undefined;
  return (parent) => {
    running ??= measured(declaration, engines, parent, (traceparent) => {
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(msMax)]);
      return ranOnAll(declaration, engines, signal, traceparent);
    }).finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function measured(
  { name }: ScheduleDeclaration,
  { telemetry }: Engines,
  parent: string | undefined,
  work: (traceparent: string) => Promise<Ran>,
): Promise<Ran> {
  const span = telemetry.span(name, 'consumer', parent);
  const startedMs = performance.now();
  const ran = await work(span.traceparent);
  span.end(ran === 'failed' ? 'error' : 'ok');
  telemetry.observe(
    'serai_function_seconds',
    { function: name, status: ran },
    (performance.now() - startedMs) / 1000,
  );
  return ran;
}

/** The worst of what it came to: who asks again asks for all of them. */
async function ranOnAll(
  declaration: ScheduleDeclaration,
  engines: Engines,
  signal: AbortSignal,
  traceparent: string,
): Promise<Ran> {
  const all = engines.shards?.all ?? [engines];
  const ran = await Promise.all(all.map((each) => ranOnce(declaration, each, signal, traceparent)));
  return ran.find((each) => each === 'failed') ?? ran.find((each) => each !== 'done') ?? 'done';
}

async function ranOnce(
  { context, name, run }: ScheduleDeclaration,
  { clock, logger, upkeep, database }: Engines,
  signal: AbortSignal,
  traceparent: string,
): Promise<Ran> {
  try {
    await run({ clock, logger, upkeep, signal, database: database(context) });
    return signal.aborted ? 'unfinished' : 'done';
  } catch (error) {
    logger.error('a schedule failed', { function: name, traceId: traceparent.slice(3, 35), error });
    return 'failed';
  }
}
