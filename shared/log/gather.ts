/**
 * Gathers what many callers append at once into few batches: per partition one append is in
 * flight, and what arrives meanwhile goes with the next. Order of calls is kept.
 */
import { systemTimerMs } from '#shared/system.ts';
import { approximateBytes } from './codec.ts';
import type { Appended, EventLog, LogRecord, TopicPartition } from './log.ts';

export interface GatherOptions {
  /** Beyond these the cost per record hardly falls, and all callers of a batch wait for its last record. */
  readonly recordsMax?: number | undefined;
  readonly bytesMax?: number | undefined;
  /** Per partition; beyond these the answer is 'refused', because a longer queue only makes all of them late. */
  readonly queueRecordsMax?: number | undefined;
  readonly queueBytesMax?: number | undefined;
  /** After this the answer is 'unknown' to what was sent, and 'refused' to what waits behind it. */
  readonly timeoutMs?: number | undefined;
}

interface Call {
  readonly records: readonly LogRecord[];
  readonly bytes: number;
  readonly sinceMs: number;
  readonly resolve: (outcome: Appended) => void;
  readonly reject: (error: unknown) => void;
}

type Limits = { readonly [Name in keyof GatherOptions]-?: number };

export const gatherDefaults: Limits = {
  recordsMax: 256,
  bytesMax: 1024 * 1024,
  queueRecordsMax: 10_000,
  queueBytesMax: 32 * 1024 * 1024,
  timeoutMs: 5_000,
};

export function gatheredAppend(
  log: Pick<EventLog, 'append'>,
  options: GatherOptions = {},
): EventLog['append'] {
  const limits: Limits = {
    recordsMax: options.recordsMax ?? gatherDefaults.recordsMax,
    bytesMax: options.bytesMax ?? gatherDefaults.bytesMax,
    queueRecordsMax: options.queueRecordsMax ?? gatherDefaults.queueRecordsMax,
    queueBytesMax: options.queueBytesMax ?? gatherDefaults.queueBytesMax,
    timeoutMs: options.timeoutMs ?? gatherDefaults.timeoutMs,
  };
  const lanes = new Map<string, Map<number, Lane>>();

  function laneOf({ topic, partition }: TopicPartition): Lane {
    const ofTopic = lanes.get(topic) ?? new Map<number, Lane>();
    lanes.set(topic, ofTopic);
    const found = ofTopic.get(partition);
    if (found !== undefined) return found;
    const made = lane((records) => log.append({ topic, partition }, records), limits);
    ofTopic.set(partition, made);
    return made;
  }
  return (to, records) => laneOf(to)(records);
}

/** The queue of one partition. */
type Lane = (records: readonly LogRecord[]) => Promise<Appended>;

function lane(send: (records: readonly LogRecord[]) => Promise<Appended>, limits: Limits): Lane {
  let queue: Call[] = [];
  let queuedRecords = 0;
  let queuedBytes = 0;
  let state: 'idle' | 'scheduled' | 'in_flight' | 'overdue' = 'idle';

  /** The longest beginning of the queue that fits one batch; a call is never divided. */
  function take(): Call[] {
    let count = 0;
    let records = 0;
    let bytes = 0;
    for (const call of queue) {
      records += call.records.length;
      bytes += call.bytes;
      if (count > 0 && (records > limits.recordsMax || bytes > limits.bytesMax)) break;
      count += 1;
    }
    const taken = queue.slice(0, count);
    leave(taken);
    return taken;
  }

  function leave(calls: readonly Call[]): void {
    queue = queue.slice(calls.length);
    for (const call of calls) {
      queuedRecords -= call.records.length;
      queuedBytes -= call.bytes;
    }
  }

  function refuse(calls: readonly Call[]): void {
    leave(calls);
    for (const call of calls) call.resolve('refused');
  }

  function refuseLate(): void {
    const nowMs = systemTimerMs();
    const inTime = queue.findIndex((call) => nowMs - call.sinceMs < limits.timeoutMs);
    refuse(inTime === -1 ? queue : queue.slice(0, inTime));
  }

  /** A batch is rejected for a record no log can take; then each call answers for its own. */
  async function sendTogether(calls: readonly Call[]): Promise<void> {
    const [only] = calls;
    const alone = calls.length === 1 && only !== undefined;
    try {
      const outcome = await send(alone ? only.records : calls.flatMap((call) => call.records));
      for (const call of calls) call.resolve(outcome);
    } catch (error) {
      if (alone) only.reject(error);
      else for (const call of calls) await sendTogether([call]);
    }
  }

  async function fly(): Promise<void> {
    for (refuseLate(); queue.length > 0; refuseLate()) {
      const calls = take();
      state = 'in_flight';
      const timer = setTimeout(() => {
        state = 'overdue';
        for (const call of calls) call.resolve('unknown');
        refuse(queue);
      }, limits.timeoutMs);
      await sendTogether(calls);
      clearTimeout(timer);
    }
    state = 'idle';
  }

  return (records) => {
    let bytes = 0;
    for (const record of records) bytes += approximateBytes(record);
    const full =
      queue.length > 0 &&
      (queuedRecords + records.length > limits.queueRecordsMax ||
        queuedBytes + bytes > limits.queueBytesMax);
    // While an append is overdue its outcome would decide the order of what follows it.
    if (full || state === 'overdue') return Promise.resolve('refused');
    const { promise, resolve, reject } = Promise.withResolvers<Appended>();
    queue.push({ records, bytes, sinceMs: systemTimerMs(), resolve, reject });
    queuedRecords += records.length;
    queuedBytes += bytes;
    if (state === 'idle') {
      state = 'scheduled';
      // Behind the requests that arrived together with this one, so that they share its batch.
      setImmediate(fly);
    }
    return promise;
  };
}
