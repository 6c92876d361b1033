/**
 * A partition's deliveries to be tried again, in memory: each starts when it is due and there is a
 * place for it. The rows are the truth; this is what its owner knows of them.
 */
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Retry } from './retries.ts';
import { againMsMax, Stopped } from './run.ts';
import type { Slots } from './slots.ts';

interface Entry {
  attempt: number;
  dueMs: number;
  /** Being delivered: its time has no meaning now. */
  busy: boolean;
}

export interface Pending {
  readonly size: number;
  get(offset: number): Retry | undefined;
  put(retry: Retry): void;
  /** Under way already: not to be started here until it is put again. */
  putBusy(offset: number): void;
  remove(offset: number): void;
  close(): void;
}

export interface PendingOptions {
  readonly slots: Slots;
  readonly nowMs: () => number;
  readonly logger: Logger;
  /** False for the one that its reader delivers itself. */
  mayStart(offset: number): boolean;
  /** Delivers again; puts or removes the entry. */
  start(retry: Retry): Promise<void>;
}

/** Timers reach 24 days; a long wait looks again now and then. */
const timerMsMax = 3_600_000;

export function pending(options: PendingOptions): Pending {
  const { slots, nowMs, logger } = options;
  const entries = new Map<number, Entry>();
  let timer: NodeJS.Timeout | undefined;
  let timerDueMs = Number.POSITIVE_INFINITY;
  let starting = false;
  let closed = false;

  function arm(dueMs: number): void {
    if (closed || starting || dueMs >= timerDueMs) return;
    clearTimeout(timer);
    timerDueMs = dueMs;
    timer = setTimeout(wake, Math.min(Math.max(dueMs - nowMs(), 0), timerMsMax));
  }

  function put({ offset, attempt, dueMs }: Retry): void {
    entries.set(offset, { attempt, dueMs, busy: false });
    if (options.mayStart(offset)) arm(dueMs);
  }

  function wake(): void {
    timerDueMs = Number.POSITIVE_INFINITY;
    starting = true;
    startDue().catch((error: unknown) =>
      logger.error('deliveries that are due were not started', { error }),
    );
  }

  function startable(): [number, Entry][] {
    return [...entries].filter(([offset, { busy }]) => !busy && options.mayStart(offset));
  }

  async function startDue(): Promise<void> {
    const due = startable()
      .filter(([, { dueMs }]) => dueMs <= nowMs())
      .toSorted(([, one], [, other]) => one.dueMs - other.dueMs);
    for (const [offset, entry] of due) {
      await slots.take();
      if (closed || entry.busy || entries.get(offset) !== entry) slots.free();
      else launch(offset, entry);
    }
    starting = false;
    arm(Math.min(...startable().map(([, { dueMs }]) => dueMs)));
  }

  function launch(offset: number, entry: Entry): void {
    entry.busy = true;
    options
      .start({ offset, attempt: entry.attempt, dueMs: entry.dueMs })
      .catch((error: unknown) => {
        if (error instanceof Stopped) return;
        logger.error('a delivery was not settled', { error });
        put({ offset, attempt: entry.attempt, dueMs: nowMs() + againMsMax });
      })
      .finally(() => slots.free());
  }

  return {
    get size() {
      return entries.size;
    },
    get(offset) {
      const entry = entries.get(offset);
      return entry === undefined
        ? undefined
        : { offset, attempt: entry.attempt, dueMs: entry.dueMs };
    },
    put,
    putBusy(offset) {
      entries.set(offset, { attempt: 0, dueMs: 0, busy: true });
    },
    remove(offset) {
      entries.delete(offset);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
