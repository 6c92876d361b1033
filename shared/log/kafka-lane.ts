/** The requests to one broker, one after the other: what arrives meanwhile goes with the next. */
import { approximateBytes } from './codec.ts';
import type { Batches, Outcome, OutcomeOf } from './kafka-produce.ts';
import type { LogRecord, TopicPartition } from './log.ts';

/** Resolves with what became of the records; rejects when they cannot be written down. */
export type Lane = (to: TopicPartition, records: readonly LogRecord[]) => Promise<Outcome>;

/** As many as end the wait for others at once. */
const gatherRecords = 256;
/** Of one request: more makes its first record wait for its last. A call is never divided. */
const requestBytesMax = 4 * 1024 * 1024;

interface Call {
  readonly to: TopicPartition;
  readonly records: readonly LogRecord[];
  readonly bytes: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export function kafkaLane(
  send: (batches: Batches) => Promise<OutcomeOf>,
  /** How long the first record waits for others when nothing is on its way. */
  gatherMs: number,
): Lane {
  let queue: Call[] = [];
  let queuedRecords = 0;
  let timer: NodeJS.Timeout | undefined;
  let inFlight = false;

  function take(): readonly Call[] {
    let count = 0;
    let bytes = 0;
    for (const call of queue) {
      bytes += call.bytes;
      if (count > 0 && bytes > requestBytesMax) break;
      count += 1;
    }
    const taken = queue.slice(0, count);
    queue = queue.slice(count);
    for (const { records } of taken) queuedRecords -= records.length;
    return taken;
  }

  async function fly(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    inFlight = true;
    while (queue.length > 0) await sendTogether(take());
    inFlight = false;
  }

  async function sendTogether(calls: readonly Call[]): Promise<void> {
    try {
      const outcomeOf = await send(batchesOf(calls));
      for (const { to, resolve } of calls) resolve(outcomeOf(to));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  return (to, records) => {
    let bytes = 0;
    for (const record of records) bytes += approximateBytes(record);
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    queue.push({ to, records, bytes, resolve, reject });
    queuedRecords += records.length;
    if (!inFlight && queuedRecords >= gatherRecords) void fly();
    else if (!inFlight) timer ??= setTimeout(fly, gatherMs);
    return promise;
  };
}

/** The records of a partition in the order of their calls. */
function batchesOf(calls: readonly Call[]): Batches {
  const batches = new Map<string, Map<number, LogRecord[]>>();
  for (const { to, records } of calls) {
    const partitions = batches.get(to.topic) ?? new Map<number, LogRecord[]>();
    batches.set(to.topic, partitions);
    const earlier = partitions.get(to.partition);
    if (earlier === undefined) partitions.set(to.partition, [...records]);
    else earlier.push(...records);
  }
  return batches;
}
