/** Reads the ends of fact topics and puts what stands there in one order, newest first. */
import { brokers } from '#schema/brokers.ts';
import { type RecordedEvent, TraceId } from '#schema/console.ts';
import { Instant, TenantId } from '#schema/values.ts';
import { eventOfRecord } from '#shared/events/fact-record.ts';
import type { Declaration } from '#shared/function/declare.ts';
import type { EventLog, StoredRecord, TopicPartition } from '#shared/log/log.ts';
import { traceIdOf } from '#shared/telemetry/traceparent.ts';

export interface LastEvents {
  readonly functions: readonly Declaration[];
  readonly log: Pick<EventLog, 'partitions' | 'read'>;
  readonly limit: number;
  mayBeSeen(event: RecordedEvent): boolean;
}

export async function lastEvents(options: LastEvents): Promise<RecordedEvent[]> {
  const { functions, log, limit, mayBeSeen } = options;
  const topics = new Set(functions.flatMap((each) => (each.kind === 'relay' ? [each.topic] : [])));
  const found: RecordedEvent[] = [];
  for (const topic of topics) {
    for (const [partition, { firstOffset, nextOffset }] of (
      await log.partitions(topic)
    ).entries()) {
      const from = Math.max(firstOffset, nextOffset - limit);
      const records = from < nextOffset ? await log.read({ topic, partition }, from, limit) : [];
      for (const record of records) {
        const event = recorded(record, { topic, partition }, functions);
        if (event !== undefined && mayBeSeen(event)) found.push(event);
      }
    }
  }
  return found.toSorted(newestFirst).slice(0, limit);
}

function recorded(
  record: StoredRecord,
  at: TopicPartition,
  functions: readonly Declaration[],
): RecordedEvent | undefined {
  const event = eventOfRecord(record);
  if (event === undefined) return undefined;
  const { tenantid, traceparent = '' } = event.extensions;
  const tenantId = TenantId.safeParse(tenantid).data;
  const traceId = TraceId.safeParse(traceIdOf(traceparent)).data;
  return {
    id: event.id,
    type: event.type,
    subject: event.subject ?? '',
    source: event.source,
    ...at,
    offset: record.offset,
    recordedAt: Instant.parse(new Date(record.appendedAtMs).toISOString()),
    readBy: functions.filter((each) => reads(each, at.topic, event.type)).map(({ name }) => name),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

/** By its declaration: whether a filter lets an event through is told by more than its type. */
function reads(each: Declaration, topic: string, type: string): boolean {
  if (each.kind === 'consumer') return each.topic === topic;
  if (each.kind !== 'subscriber') return false;
  const broker = brokers.find(({ name }) => name === each.broker);
  const exact = each.filters.flatMap((filter) => ('exact' in filter ? [filter.exact['type']] : []));
  return (
    broker?.topic === topic && exact.every((wanted) => wanted === undefined || wanted === type)
  );
}

function newestFirst(one: RecordedEvent, other: RecordedEvent): number {
  if (one.recordedAt !== other.recordedAt) return one.recordedAt < other.recordedAt ? 1 : -1;
  return one.partition - other.partition || other.offset - one.offset;
}
