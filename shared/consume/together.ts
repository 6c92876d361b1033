/**
 * The readers of one consumer in one process, taking turns: what several partitions have to handle
 * at once is handled together and committed by one transaction, each partition behind its own fence.
 */
import type { PartitionReader, StoredRecord } from '#shared/log/log.ts';
import { restAfter } from '#shared/process/crowded.ts';
import { systemTimerMs } from '#shared/system.ts';

/** What one partition has to handle. */
export interface Share<Place> {
  readonly place: Place;
  readonly records: readonly StoredRecord[];
}

export interface TogetherOptions<Place> {
  /** A turn takes shares until it has so many records; the last may pass it, since a share is not divided. */
  readonly recordsMax: number;
  /** Handles all of it, or rejects and none of it happened. */
  attempt(shares: readonly Share<Place>[]): Promise<void>;
  /** A failure that no record has caused: its readers are opened again instead of looking for one. */
  isTheWorlds(error: unknown): boolean;
  /** One of these that every partition would meet. */
  concernsAll(error: unknown): boolean;
  /** After a turn of `count` records that began at `startedMs`; on a crowded machine the next gathers meanwhile. */
  rest?(count: number, startedMs: number): Promise<void>;
  /** What a failed attempt left in memory never happened. */
  forget(): void;
  /** Moves over a record that fails alone. */
  park(place: Place, record: StoredRecord, error: unknown): Promise<void>;
}

interface Waiting<Place> extends Share<Place> {
  resolve(): void;
  reject(error: unknown): void;
}

export type HandleTogether<Place> = (
  place: Place,
  records: readonly StoredRecord[],
) => ReturnType<PartitionReader['handle']>;

export function together<Place>(options: TogetherOptions<Place>): HandleTogether<Place> {
  const { rest = restAfter } = options;
  const queue: Waiting<Place>[] = [];
  let running = false;

  function take(): Waiting<Place>[] {
    let records = 0;
    const full = queue.findIndex((share) => {
      records += share.records.length;
      return records >= options.recordsMax;
    });
    return queue.splice(0, full === -1 ? queue.length : full + 1);
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const startedMs = systemTimerMs();
      const shares = take();
      await turn(shares);
      const count = shares.reduce((sum, { records }) => sum + records.length, 0);
      await rest(count, startedMs);
    }
    running = false;
  }

  async function turn(shares: readonly Waiting<Place>[]): Promise<void> {
    try {
      await options.attempt(shares);
      for (const share of shares) share.resolve();
    } catch (error) {
      options.forget();
      const [only] = shares;
      if (options.concernsAll(error)) for (const share of shares) share.reject(error);
      else if (shares.length === 1 && only !== undefined) await settle(only, failed(only, error));
      // What is wrong with one partition must not keep the others: each is tried by itself.
      else for (const share of shares) await settle(share, handle(share));
    }
  }

  async function handle(share: Share<Place>): Promise<void> {
    try {
      await options.attempt([share]);
    } catch (error) {
      options.forget();
      await failed(share, error);
    }
  }

  /** Bisects until the record that fails is found. */
  async function failed({ place, records }: Share<Place>, error: unknown): Promise<void> {
    if (options.isTheWorlds(error)) throw error;
    const [only] = records;
    if (records.length === 1 && only !== undefined) return options.park(place, only, error);
    const middle = records.length >> 1;
    await handle({ place, records: records.slice(0, middle) });
    await handle({ place, records: records.slice(middle) });
  }

  return (place, records) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    queue.push({ place, records, resolve, reject });
    // Behind the partitions that were woken together with this one.
    if (!running) {
      running = true;
      setImmediate(() => void run());
    }
    return promise;
  };
}

async function settle(share: Waiting<unknown>, work: Promise<void>): Promise<void> {
  await work.then(share.resolve, share.reject);
}
