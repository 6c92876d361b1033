/** Sends ended spans in batches, in the background, and never grows beyond its queue. */
import type { SpanExporter, SpanRow } from '#shared/telemetry/telemetry.ts';

/** 'again': nothing was taken, and it may be later. */
export type Sent = 'sent' | 'again' | 'lost';

export interface SpanBatchesOptions {
  readonly name: string;
  /** Ends within a few seconds, whatever happens, and does not reject. */
  readonly send: (spans: readonly SpanRow[]) => Promise<Sent>;
  readonly flushEveryMs?: number;
  readonly retryAfterMs?: number;
  readonly queueMax?: number;
}

/** Late enough to gather, early enough to look at what one just did. */
export const FLUSH_EVERY_MS = 250;

/** What receives is away or busy: asking more often would not help it. */
const RETRY_AFTER_MS = 5_000;

/** A second of the most a process records; about 2 MB. */
const QUEUE_MAX = 2_000;

/** Some 300 kB as a request or a statement. */
export const BATCH_SPANS_MAX = 500;

export function spanBatches(options: SpanBatchesOptions): SpanExporter {
  const {
    name,
    send,
    flushEveryMs = FLUSH_EVERY_MS,
    retryAfterMs = RETRY_AFTER_MS,
    queueMax = QUEUE_MAX,
  } = options;
  let queue: SpanRow[] = [];
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<Sent> | undefined;
  let closed = false;

  function schedule(afterMs: number): void {
    if (timer !== undefined || sending !== undefined || closed) return;
    timer = setTimeout(() => void flush(), afterMs);
    // A process that has nothing else to do may end; it closes its telemetry before.
    timer.unref();
  }

  async function flush(): Promise<Sent> {
    timer = undefined;
    const batch = queue.slice(0, BATCH_SPANS_MAX);
    queue = queue.slice(BATCH_SPANS_MAX);
    sending = send(batch);
    const sent = await sending;
    sending = undefined;
    if (sent === 'lost') dropped += batch.length;
    if (sent === 'again') giveBack(batch);
    if (queue.length > 0) schedule(sent === 'again' ? retryAfterMs : flushEveryMs);
    return sent;
  }

  function giveBack(batch: readonly SpanRow[]): void {
    const room = Math.max(0, queueMax - queue.length);
    queue = [...batch.slice(0, room), ...queue];
    dropped += Math.max(0, batch.length - room);
  }

  return {
    name,
    take(span) {
      if (closed || queue.length >= queueMax) {
        dropped += 1;
        return;
      }
      queue.push(span);
      schedule(flushEveryMs);
    },
    dropped: () => dropped,
    async close() {
      closed = true;
      clearTimeout(timer);
      await sending;
      let sent: Sent = 'sent';
      while (queue.length > 0 && sent !== 'again') sent = await flush();
      dropped += queue.length;
      queue = [];
    },
  };
}
