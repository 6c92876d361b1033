/**
 * Finds retries that another process put into the table: one small query of an almost empty index
 * for all triggers of this process, so that an idle trigger costs nothing of its own.
 */
import type { Database } from '#shared/database/database.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { unclaimed } from './retries.ts';

export interface Watch {
  /** The function returned ends it. */
  add(trigger: string, partition: number, look: () => Promise<void>): () => void;
}

/** As often as the log asks, when nothing happens. */
export const watchMsDefault = 5_000;
/** Of one look; the rest is found by the next. */
const rowsMax = 1_000;

export function watch(database: Database, logger: Logger, everyMs: number): Watch {
  const watched = new Map<string, () => Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const found = await database.read([], (sql) => unclaimed(sql, rowsMax));
      for (const { trigger, partition } of found) await watched.get(`${trigger} ${partition}`)?.();
    } catch (error) {
      logger.warn('retries were not looked for', { error });
    }
    next();
  }

  function next(): void {
    timer = watched.size === 0 ? undefined : setTimeout(look, everyMs);
  }

  return {
    add(trigger, partition, tell) {
      const key = `${trigger} ${partition}`;
      watched.set(key, tell);
      if (timer === undefined) next();
      return () => {
        if (watched.get(key) === tell) watched.delete(key);
        if (watched.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
