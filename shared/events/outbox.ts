/**
 * The outbox of a context: facts take their position last in their transaction, from their
 * partition's counter, so positions are dense and in commit order.
 */
import { hash } from 'node:crypto';
import type { Sql } from '#shared/database/database.ts';
import type { OutboxEvent } from '#shared/function/declare.ts';
import type { NewEvent } from '#shared/function/tools.ts';
import type { Clock, Ids } from '#shared/ports.ts';

/** Partitions of a context's facts; fixed when its tables were made (`create_context_tables`). */
export const outboxPartitions = 8;

/** Facts of one key stay in order: they share a partition. */
export function partitionOf(key: string, partitions = outboxPartitions): number {
  return Number.parseInt(hash('sha256', key, 'hex').slice(0, 8), 16) % partitions;
}

/** What a fact inherits from what caused it. */
export interface Cause {
  readonly tenantId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string;
}

/** A handler's event as a fact on its way into the outbox. */
export function outboxEvent(
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  cause: Cause,
  event: NewEvent,
): OutboxEvent {
  return {
    ...cause,
    id: ids.next(),
    type: event.type,
    subject: event.subject,
    partitionKey: event.partitionKey,
    partition: partitionOf(event.partitionKey),
    timeMs: clock.nowMs(),
    data: JSON.stringify(event.data),
  };
}

/** Wakes a context's relay. */
export function outboxChannel(context: string): string {
  return `outbox.${context}`;
}

/**
 * Writes facts as the transaction's last act. Partitions are locked in ascending order, so two
 * transactions cannot wait for each other.
 */
export async function insertEvents(sql: Sql, events: readonly OutboxEvent[]): Promise<void> {
  const partitions = [...new Set(events.map((event) => event.partition))].sort((a, b) => a - b);
  for (const partition of partitions) {
    await insertPartition(
      sql,
      partition,
      events.filter((event) => event.partition === partition),
    );
  }
}

async function insertPartition(
  sql: Sql,
  partition: number,
  events: readonly OutboxEvent[],
): Promise<void> {
  const inserted = await sql.count(
    `with counter as (
       update outbox set next_position = next_position + $2 where partition = $1
       returning next_position - $2 as base
     )
     insert into events (partition, position, tenant_id, event_id, type, subject, partition_key,
                         correlation_id, causation_id, traceparent, occurred_at, data)
     select $1, counter.base + fact.ordinality - 1, fact.tenant_id, fact.event_id, fact.type, fact.subject,
            fact.partition_key, fact.correlation_id, fact.causation_id, fact.traceparent,
            to_timestamp(fact.time_ms / 1000.0), fact.data
     from counter, unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
                          $9::text[], $10::text[], $11::bigint[], $12::text[])
       with ordinality as fact (tenant_id, event_id, type, subject, partition_key,
                                correlation_id, causation_id, traceparent, time_ms, data, ordinality)`,
    [
      partition,
      events.length,
      events.map((event) => event.tenantId),
      events.map((event) => event.id),
      events.map((event) => event.type),
      events.map((event) => event.subject),
      events.map((event) => event.partitionKey),
      events.map((event) => event.correlationId),
      events.map((event) => event.causationId),
      events.map((event) => event.traceparent),
      events.map((event) => event.timeMs),
      events.map((event) => event.data),
    ],
  );
  if (inserted !== events.length) throw new Error(`partition ${partition} has no outbox counter`);
}
