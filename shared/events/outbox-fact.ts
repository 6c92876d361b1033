/** A fact as it lies in an outbox, and the record it becomes: the same whoever carries it, however often. */
import type { OutboxEvent } from '#shared/function/declare.ts';
import { instantText } from '#shared/instant.ts';
import type { LogRecord } from '#shared/log/log.ts';
import { sequenceOf } from './fact-record.ts';

export interface FactRow {
  readonly partition: number;
  readonly position: number;
  readonly tenant_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly subject: string;
  readonly partition_key: string;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly traceparent: string;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly data: string;
}

/**
 * A fact in its place in the outbox, as it is carried: when it was written down is nobody else's business. From
 * memory it may be bytes already.
 */
export type PlacedFact = Omit<FactRow, 'recorded_at' | 'data'> & Pick<OutboxEvent, 'data'>;

/** As the database would give it. */
export function placedFact(fact: OutboxEvent, position: number): PlacedFact {
  return {
    partition: fact.partition,
    position,
    tenant_id: fact.tenantId,
    event_id: fact.id,
    type: fact.type,
    subject: fact.subject,
    partition_key: fact.partitionKey,
    correlation_id: fact.correlationId,
    causation_id: fact.causationId,
    traceparent: fact.traceparent,
    occurred_at: instantText(fact.timeMs),
    data: fact.data,
  };
}

/** Of a row of `events` that a query calls `fact`. */
export const factColumns = [
  ...['partition', 'position', 'tenant_id', 'event_id', 'type', 'subject', 'partition_key'],
  ...['correlation_id', 'causation_id', 'traceparent', 'occurred_at', 'recorded_at', 'data'],
]
  .map((column) => `fact.${column}`)
  .join(', ');

/** As `recordOfEvent` makes it of the fact's event, without making that: every fact passes here. */
export function recordOfFact(context: string, fact: PlacedFact, traceparent: string): LogRecord {
  return {
    key: fact.partition_key,
    headers: {
      ce_specversion: '1.0',
      ce_id: fact.event_id,
      ce_source: `/${context}`,
      ce_type: fact.type,
      'content-type': 'application/json',
      ce_subject: fact.subject,
      ce_time: fact.occurred_at,
      ce_tenantid: fact.tenant_id,
      ce_partitionkey: fact.partition_key,
      ce_sequence: sequenceOf(fact.position),
      ce_correlationid: fact.correlation_id,
      ce_causationid: fact.causation_id,
      ce_traceparent: traceparent,
    },
    value: bytesOf(fact.data),
  };
}

function bytesOf(data: PlacedFact['data']): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
