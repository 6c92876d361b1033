/** What the partitions of one running trigger share. */
import { CommitUnknown, type Database, DatabaseUnavailable } from '#shared/database/database.ts';
import type { Delivery, SubscriberDeclaration } from '#shared/function/declare.ts';
import type { EventLog, LogRecord, TopicPartition } from '#shared/log/log.ts';
import type { Clock, Ids } from '#shared/ports.ts';
import { pause } from '#shared/process/deadline.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Telemetry } from '#shared/telemetry/telemetry.ts';
import type { Broker } from './broker.ts';
import type { Matches } from './filter.ts';
import type { Slots } from './slots.ts';
import type { Dispatch } from './verdict.ts';

export interface TriggerLimits {
  /** A subscriber that takes longer has not answered. */
  readonly timeoutMs: number;
  /** Unordered, per process. */
  readonly inFlightMax: number;
  /** Unordered: an event that takes longer is noted and passed by the ones behind it. */
  readonly slowMs: number;
  /** Beyond the longest delivery: an owner that died is surely not delivering any more. */
  readonly graceMs: number;
  /** Deliveries to be tried again, of all partitions together. */
  readonly pendingMax: number;
  /** How often the table is asked for retries that others put there. */
  readonly watchMs: number;
}

export interface Run {
  readonly trigger: string;
  readonly order: SubscriberDeclaration['order'];
  readonly delivery: Delivery;
  readonly broker: Broker;
  readonly partitions: number;
  readonly limits: TriggerLimits;
  readonly matches: Matches;
  readonly dispatch: Dispatch;
  readonly log: EventLog;
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Of this process, for unordered deliveries. */
  readonly slots: Slots;
  readonly stopped: AbortSignal;
  /** Work that outlives the batch it came with; a stop waits for it. */
  readonly inBackground: Set<Promise<void>>;
}

/** The trigger stops, or its partition goes to another process: what is not stored is done again. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Not a failure: there is nothing to do yet, or no room for it. The partition is asked for again soon. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

class LogAway extends Error {
  override readonly name = 'LogAway';
}

const againMsMin = 100;
export const againMsMax = 5_000;

/** Repeats what the world refuses until it is done; only a stop ends it earlier. */
export async function insist<T>(
  run: Pick<Run, 'logger' | 'trigger'>,
  stopped: AbortSignal,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  for (let waitMs = againMsMin; ; waitMs = Math.min(waitMs * 2, againMsMax)) {
    try {
      return await work();
    } catch (error) {
      if (!isTheWorlds(error)) throw error;
      if (stopped.aborted) throw new Stopped(what, { cause: error });
      run.logger.warn('push delivery tries again', { function: run.trigger, what, error });
      await pause(waitMs, stopped);
    }
  }
}

function isTheWorlds(error: unknown): boolean {
  return (
    error instanceof DatabaseUnavailable ||
    error instanceof CommitUnknown ||
    error instanceof LogAway
  );
}

/** Appends until the log has it. After an unknown outcome it may have it twice. */
export function append(
  run: Run,
  stopped: AbortSignal,
  to: TopicPartition,
  record: LogRecord,
): Promise<void> {
  return insist(run, stopped, `append to ${to.topic}`, async () => {
    const appended = await run.log.append(to, [record]);
    if (appended !== 'appended') throw new LogAway(`the log answered "${appended}"`);
  });
}
