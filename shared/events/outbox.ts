/**
 * The outbox of a context: facts take their position last in their transaction, from their
 * partition's counter, so positions are dense and in commit order.
 */
import { hash } from 'node:crypto';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type { OutboxEvent } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import type { NewEvent } from '#shared/function/tools.ts';
import type { Clock, Ids } from '#shared/ports.ts';
import type { Cause } from './cause.ts';
import { type PlacedFact, placedFact } from './outbox-fact.ts';

/** Partitions of a context's facts; fixed when its tables were made (`create_context_tables`). */
export const outboxPartitions = 8;

/** Facts of one key stay in order: they share a partition. */
export function partitionOf(key: string, partitions = outboxPartitions): number {
  return Number.parseInt(hash('sha256', key, 'hex').slice(0, 8), 16) % partitions;
}

/** A handler's event as a fact on its way into the outbox. */
export function outboxEvent(
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  { by, ...cause }: Cause,
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
    clientAddress: by.clientAddress,
    data: JSON.stringify({ ...event.data, actor: by.actor }),
  };
}

/** Wakes a context's relay. */
export function outboxChannel(context: string): string {
  return `outbox.${context}`;
}

/**
 * Writes facts as the transaction's last act, those of one partition in the order given, and resolves
 * with their places. Counters are locked in ascending order, so two transactions cannot wait for each other.
 */
export async function insertEvents(
  sql: Sql,
  events: readonly OutboxEvent[],
): Promise<readonly PlacedFact[]> {
  if (events.length === 0) return [];
  const counts = new Map<number, number>();
  const places = events.map(({ partition }) => {
    const place = counts.get(partition) ?? 0;
    counts.set(partition, place + 1);
    return place;
  });
  const partitions = [...counts.keys()].sort((a, b) => a - b);
  const rows = await sql.rows<Begun>(partitions.length === 1 ? insertIntoOne : insert, [
    partitions,
    partitions.map((partition) => counts.get(partition)),
    events.map((event) => event.partition),
    places,
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
    events.map((event) => event.clientAddress ?? null),
  ]);
  if (rows[0]?.inserted !== events.length)
    throw new Error(`one of the partitions ${partitions.join(', ')} has no outbox counter`);
  const bases = new Map(rows.map(({ partition, base }) => [partition, base]));
  return events.map((event, at) =>
    placedFact(event, (bases.get(event.partition) ?? 0) + (places[at] ?? 0)),
  );
}

/** The position of a partition's first new fact, and how many were written in all. */
interface Begun {
  readonly partition: number;
  readonly base: number;
  readonly inserted: number;
}

/** Tells this process's relay of facts that were committed, and calls the others where one of them may carry them. */
export function announceFacts(
  { channels, fresh }: Pick<Engines, 'channels' | 'fresh'>,
  context: string,
  facts: readonly PlacedFact[],
): Promise<void> {
  if (facts.length === 0) return Promise.resolve();
  return fresh.keep(context, facts)
    ? Promise.resolve()
    : channels.publish(outboxChannel(context), '');
}

/** Rows are locked in ascending order before any is written. */
const insert = insertBehind(`
  held as (
    select partition, next_position, wanted.facts
    from ${rowsOfLists({ at: 'integer', facts: 'integer' })} as wanted
    join outbox on partition = wanted.at
    order by partition
    for update of outbox
  ), counter as (
    update outbox set next_position = outbox.next_position + held.facts
    from held where outbox.partition = held.partition
    returning outbox.partition, outbox.next_position - held.facts as base
  )`);

/** For a single row the same without all that, which a quiet house pays for with every fact. */
const insertIntoOne = insertBehind(`
  counter as (
    update outbox set next_position = next_position + ($2::integer[])[1]
    where partition = ($1::integer[])[1]
    returning partition, next_position - ($2::integer[])[1] as base
  )`);

/** What counts gives partitions and the positions of their first new facts. */
function insertBehind(counter: string): string {
  return `
  with ${counter}, inserted as (
  insert into events (partition, position, tenant_id, event_id, type, subject, partition_key,
                      correlation_id, causation_id, traceparent, occurred_at, data,
                      client_address)
  select fact.at, counter.base + fact.place, fact.tenant_id, fact.event_id, fact.type, fact.subject,
         fact.partition_key, fact.correlation_id, fact.causation_id, fact.traceparent,
         to_timestamp(fact.time_ms / 1000.0), fact.data, fact.client_address
  from ${rowsOfLists(
    {
      ...{ at: 'integer', place: 'integer', tenant_id: 'uuid', event_id: 'uuid', type: 'text' },
      ...{ subject: 'text', partition_key: 'text', correlation_id: 'text', causation_id: 'text' },
      ...{ traceparent: 'text', time_ms: 'bigint', data: 'text', client_address: 'text' },
    },
    3,
  )} as fact
  join counter on counter.partition = fact.at
  returning true
  )
  select partition, base, (select count(*) from inserted) as inserted from counter`;
}
