/** Where a trigger stands in a partition: in memory at once, in the database with what happened on the way. */
import {
  FenceLost,
  movePositions,
  type Position,
  storedPosition,
} from '#shared/consume/offsets.ts';
import type { Sql } from '#shared/database/database.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import type { Place } from './retries.ts';
import type { Run } from './run.ts';
import { togetherOf } from './together.ts';

export interface Progress {
  /** The first offset that is not handled. */
  readonly next: number;
  /** A batch is begun: what is done for it counts only while nobody else moves the position. */
  begin(): void;
  /** Past a record that had no effect: stored later, because passing it again costs nothing. */
  pass(record: StoredRecord): void;
  /** Stores the position together with `work`, in one transaction behind the fence; rejects with `FenceLost`. */
  save(to: Position, work?: (sql: Sql) => Promise<void>): Promise<void>;
  after(record: StoredRecord): Position;
  before(record: StoredRecord): Position;
  close(): Promise<void>;
}

export function progress(run: Run, place: Place, from: Position): Progress {
  let stored = from;
  let next = from;
  let saving: Promise<void> = Promise.resolve();
  let closed = false;
  /** Since the batch was begun. */
  let movedByAnother = false;
  const together = togetherOf(run);

  async function store(to: Position, work?: (sql: Sql) => Promise<void>): Promise<void> {
    if (work === undefined && to.nextOffset <= stored.nextOffset) return;
    if (work !== undefined && (movedByAnother || to.nextOffset < stored.nextOffset))
      throw new FenceLost(`${place.trigger}: moved by another in partition ${place.partition}`);
    const move = { partition: place.partition, from: stored, to };
    if (work === undefined) await together.move(move);
    else
      await run.database.write([], async (sql) => {
        await movePositions(sql, place.trigger, [move]);
        await work(sql);
      });
    stored = to;
  }

  /** One after the other: each moves from where the one before it ended. */
  function save(to: Position, work?: (sql: Sql) => Promise<void>): Promise<void> {
    together.notLater(saveLater);
    const saved = saving.then(() => store(to, work));
    saving = saved.catch(() => undefined);
    return saved.then(() => {
      // What passed while it was stored stays passed.
      if (to.nextOffset > next.nextOffset) next = to;
    });
  }

  function saveLater(): void {
    save(next).catch((error: unknown) => {
      run.logger.warn('a position was not stored', { function: place.trigger, error });
      if (error instanceof FenceLost) saving = saving.then(goOnFromStored).catch(() => undefined);
      // Nobody else may come by for long: a position that only passed is stored by this alone.
      if (!closed) together.later(saveLater);
    });
  }

  /**
   * An earlier owner that ended late has moved it. What only passed may pass again, so we go on from there; but it may
   * be us who are late: the fence was lost for all that is under way.
   */
  async function goOnFromStored(): Promise<void> {
    stored = await run.database.read([], (sql) =>
      storedPosition(sql, place.trigger, place.partition),
    );
    movedByAnother = true;
    if (stored.nextOffset > next.nextOffset) next = stored;
  }

  return {
    get next() {
      return next.nextOffset;
    },
    begin() {
      movedByAnother = false;
    },
    pass(record) {
      next = past(next, record, record.offset + 1);
      together.later(saveLater);
    },
    save,
    after: (record) => past(next, record, record.offset + 1),
    before: (record) => ({ ...next, nextOffset: record.offset }),
    async close() {
      closed = true;
      // The next owner passes the same records again when this fails.
      await save(next).catch(() => undefined);
    },
  };
}

function past(from: Position, { appendedAtMs }: StoredRecord, nextOffset: number): Position {
  return { ...from, nextOffset, logTimeMs: Math.max(from.logTimeMs, appendedAtMs) };
}
