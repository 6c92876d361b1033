/**
 * Where the partitions of a trigger stand that only passed records by: they are due at the same time,
 * and stored by one transaction. A house has a dozen triggers that pass nearly everything.
 */
import { FenceLost, type Move, movePositions } from '#shared/consume/offsets.ts';
import { per } from '#shared/function/per.ts';
import type { Run } from './run.ts';

/**
 * Positions that had no effect are stored after this: soon enough that a topic's retention never
 * overtakes a trigger that only filters, seldom enough to cost nothing.
 */
const saveMs = 5_000;

interface Together {
  /** Calls `save` within `saveMs`, with all others that are due until then; once, however often it is asked. */
  later(save: () => void): void;
  notLater(save: () => void): void;
  /** Resolves when it is stored. Rejects with `FenceLost` when this partition is another's, whatever the others are. */
  move(move: Move): Promise<void>;
}

interface Asked {
  readonly move: Move;
  resolve(): void;
  reject(error: unknown): void;
}

export const togetherOf: (run: Run) => Together = per((run) => {
  const due = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let asked: Asked[] = [];

  function saveAll(): void {
    timer = undefined;
    const saves = [...due];
    due.clear();
    for (const save of saves) save();
  }

  function store(group: readonly Asked[]): Promise<void> {
    const moves = group.map(({ move }) => move);
    return run.database.write([], (sql) => movePositions(sql, run.trigger, moves));
  }

  async function storeAll(): Promise<void> {
    const group = asked;
    asked = [];
    try {
      await store(group);
      for (const each of group) each.resolve();
    } catch (error) {
      const isOnesOwn = error instanceof FenceLost && group.length > 1;
      if (!isOnesOwn) for (const each of group) each.reject(error);
      // One that was lost must not take the others with it.
      else for (const each of group) await store([each]).then(each.resolve, each.reject);
    }
  }

  return {
    later(save) {
      due.add(save);
      timer ??= setTimeout(saveAll, saveMs);
    },
    notLater(save) {
      due.delete(save);
      if (due.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    },
    move(move) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      asked.push({ move, resolve, reject });
      // Behind those that were called together with the first.
      if (asked.length === 1) queueMicrotask(() => void storeAll());
      return promise;
    },
  };
});
