/**
 * One delivery of one event, to its end: done, to be tried again, or given up. The reply or the
 * dead letter is in the log before anybody hears that the event is settled.
 */
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { recordOfEvent } from '#shared/events/fact-record.ts';
import { partitionOf } from '#shared/events/outbox.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { delayBeforeRetryMs } from './backoff.ts';
import { deadLetterTopic } from './broker.ts';
import { attributesText, type DeadLetter, deadLetterRecord, errorText } from './dead-letters.ts';
import { withoutSequence } from './reply.ts';
import type { Retry } from './retries.ts';
import { append, type Run } from './run.ts';
import { deliver, type Verdict } from './verdict.ts';

export type Settled =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'again'; readonly retry: Retry }
  | { readonly outcome: 'dead'; readonly letter: DeadLetter };

export interface Parcel {
  readonly record: StoredRecord;
  readonly event: CloudEvent;
  readonly partition: number;
  /** Deliveries that have failed. */
  readonly attempt: number;
}

export async function attempt(run: Run, stopped: AbortSignal, parcel: Parcel): Promise<Settled> {
  const verdict = await deliver(parcel.event, run.dispatch, run.limits.timeoutMs);
  const settled =
    verdict.outcome === 'done'
      ? await finish(run, stopped, verdict.reply)
      : await fail(run, stopped, parcel, verdict);
  run.telemetry.count('serai_push_total', { trigger: run.trigger, outcome: settled.outcome });
  return settled;
}

async function finish(
  run: Run,
  stopped: AbortSignal,
  reply: CloudEvent | undefined,
): Promise<Settled> {
  if (reply !== undefined) {
    const record = recordOfEvent(withoutSequence(reply));
    const partition = partitionOf(record.key, run.partitions);
    await append(run, stopped, { topic: run.broker.topic, partition }, record);
  }
  return { outcome: 'done' };
}

async function fail(
  run: Run,
  stopped: AbortSignal,
  { record, event, partition, attempt: failedBefore }: Parcel,
  { again, code, error }: Extract<Verdict, { outcome: 'failed' }>,
): Promise<Settled> {
  const n = failedBefore + 1;
  const nowMs = run.clock.nowMs();
  if (again && n <= run.delivery.retry) {
    const dueMs = nowMs + delayBeforeRetryMs(run.delivery, n);
    const retry = { offset: record.offset, attempt: n, dueMs, code, error: errorText(error) };
    return { outcome: 'again', retry };
  }
  run.logger.warn('an event went to the dead letters', {
    function: run.trigger,
    code,
    eventId: event.id,
    partition,
    offset: record.offset,
  });
  const letter = deadLetterRecord(record, run.trigger, code, error);
  await append(run, stopped, { topic: deadLetterTopic(run.broker.topic), partition }, letter);
  return {
    outcome: 'dead',
    letter: {
      id: run.ids.next(),
      offset: record.offset,
      code,
      error: errorText(error),
      attributes: attributesText(event),
      failedAtMs: nowMs,
    },
  };
}
