/** The kind `schedule`, in a file of its own: who has none does not load what reads cron expressions. */
import type { Database } from '#shared/database/database.ts';
import type { Upkeep } from '#shared/database/maintenance.ts';
import type { Clock } from '#shared/ports.ts';
import { cronFault, nextDueMs } from '#shared/schedule/cron.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

/**
 * Woken by the time. It may be woken twice, late, after a failure, when a house starts, and in two
 * processes at once: what it does is the same when it is done again, or it takes a lock.
 */
export interface ScheduleDeclaration {
  readonly kind: 'schedule';
  readonly context: string;
  readonly name: string;
  readonly purpose: string;
  /** Minute, hour, day of the month, month, day of the week: `17 3 * * *`. */
  readonly cron: string;
  /** IANA's name. */
  readonly timeZone: string;
  readonly scale: { readonly replicasMin: number; readonly replicasMax: number };
  /** The first instant after this one at which it is due. */
  nextMs(afterMs: number): number;
  run(tools: ScheduleTools): Promise<void>;
}

export interface ScheduleTools {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Database;
  readonly upkeep: Upkeep;
  /** Aborted when it has to end: its time is over, or the process is going. What is left is for the next time. */
  readonly signal: AbortSignal;
}

type Declared = Omit<ScheduleDeclaration, 'kind' | 'timeZone' | 'nextMs'>;

/** In UTC unless it names another time zone. */
export function schedule(declared: Declared & { readonly timeZone?: string }): ScheduleDeclaration {
  const { name, cron, timeZone = 'UTC' } = declared;
  const fault = cronFault(cron, timeZone);
  if (fault !== undefined) throw new Error(`${name} cannot be woken by "${cron}": ${fault}`);
  return {
    ...declared,
    kind: 'schedule',
    timeZone,
    nextMs: (afterMs) => nextDueMs(cron, timeZone, afterMs),
  };
}
