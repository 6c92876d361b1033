/**
 * Unordered delivery: many events in flight, and none waits for a slow or failing one. What is not
 * settled with its batch is noted in the transaction that moves the position past it.
 */
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import type { PartitionReader, StoredRecord } from '#shared/log/log.ts';
import { pause } from '#shared/process/deadline.ts';
import { attempt, type Settled } from './attempt.ts';
import { type DeadLetter, putDeadLetters } from './dead-letters.ts';
import { inBackground, type Partition } from './partition.ts';
import { putRetries, type Retry } from './retries.ts';
import { againMsMax, NotNow, Stopped } from './run.ts';

interface Flight {
  readonly offset: number;
  readonly ended: Promise<void>;
  settled?: Settled;
  failure?: { readonly error: unknown };
}

/** How long a partition without room keeps its reader, and how often it looks. */
const roomMsMax = 5_000;
const roomLookMs = 100;

export function unorderedReader(partition: Partition): PartitionReader {
  const { run, place, progress, pending, slots, ended } = partition;
  const { timeoutMs, slowMs, graceMs, pendingMax } = run.limits;
  const pendingOfPartitionMax = Math.max(1, Math.floor(pendingMax / run.partitions));

  async function room(): Promise<void> {
    for (let waitedMs = 0; pending.size >= pendingOfPartitionMax; waitedMs += roomLookMs) {
      if (ended.aborted) throw new Stopped('while there is no room');
      if (waitedMs >= roomMsMax) throw new NotNow('too many events are to be delivered again');
      await pause(roomLookMs, ended);
    }
  }

  async function launch(record: StoredRecord, event: CloudEvent): Promise<Flight> {
    await slots.take();
    if (ended.aborted) {
      slots.free();
      throw new Stopped('before a delivery');
    }
    const parcel = { record, event, partition: place.partition, attempt: 0 };
    const flight: Flight = {
      offset: record.offset,
      ended: inBackground(
        run,
        attempt(run, ended, parcel)
          .then(
            (settled) => {
              flight.settled = settled;
            },
            (error: unknown) => {
              flight.failure = { error };
            },
          )
          .finally(() => slots.free()),
      ),
    };
    return flight;
  }

  /** Moves past them; what is still under way is settled by itself, by its row after a crash. */
  async function store(last: StoredRecord, flights: readonly Flight[]): Promise<void> {
    const retries: Retry[] = [];
    const letters: DeadLetter[] = [];
    const underWay: Flight[] = [];
    for (const flight of flights) {
      if (flight.failure !== undefined) throw flight.failure.error;
      const { settled, offset } = flight;
      if (settled === undefined) {
        underWay.push(flight);
      } else if (settled.outcome === 'again') {
        retries.push(settled.retry);
      } else if (settled.outcome === 'dead') {
        letters.push(settled.letter);
      }
      if (settled === undefined) pending.putBusy(offset);
    }
    const dueMs = run.clock.nowMs() + timeoutMs + graceMs;
    const noted = underWay.map(({ offset }) => ({ offset, attempt: 0, dueMs }));
    await progress.save(progress.after(last), async (sql) => {
      await putRetries(sql, place, [...retries, ...noted]);
      await putDeadLetters(sql, place, letters);
    });
    for (const retry of retries) pending.put(retry);
    for (const flight of underWay) follow(flight);
  }

  function follow(flight: Flight): void {
    const { offset } = flight;
    const concluded = flight.ended.then(() => {
      if (flight.settled !== undefined) return partition.conclude(offset, flight.settled);
      throw flight.failure?.error;
    });
    inBackground(run, concluded).catch((error: unknown) => {
      if (error instanceof Stopped) return;
      run.logger.error('a delivery was not settled', { function: run.trigger, offset, error });
      pending.put({ offset, attempt: 0, dueMs: run.clock.nowMs() + againMsMax });
    });
  }

  return {
    get position() {
      return progress.next;
    },
    async handle(records) {
      await room();
      progress.begin();
      const flights: Flight[] = [];
      let last: StoredRecord | undefined;
      for (const record of records) {
        if (record.offset < progress.next) continue;
        const event = partition.wanted(record);
        if (event !== undefined) flights.push(await launch(record, event));
        last = record;
      }
      if (last === undefined) return;
      if (flights.length === 0) return progress.pass(last);
      await allEnded(flights, slowMs, ended);
      await store(last, flights);
    },
    close: () => partition.close(),
  };
}

/** Until all have ended, for at most `ms`. */
async function allEnded(
  flights: readonly Flight[],
  ms: number,
  stopped: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const all = Promise.all(flights.map((flight) => flight.ended));
  await Promise.race([all, pause(ms, AbortSignal.any([stopped, over.signal]))]);
  over.abort();
}
