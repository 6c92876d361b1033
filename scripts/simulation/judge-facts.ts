/** Positions are dense, the topic holds exactly the outbox, and its listeners heard all of it once and in order. */
import { positionOf } from '#shared/events/fact-record.ts';
import type { EventRow, Evidence } from './evidence.ts';
import { heardTypes } from './functions.ts';

export function* factFaults(evidence: Evidence): Generator<string> {
  yield* outbox(evidence);
  yield* topic(evidence);
  yield* heard(evidence);
}

function* outbox({ tables }: Evidence): Generator<string> {
  for (const { partition, next_position } of tables.outbox) {
    const kept = factsOf(tables.events, partition);
    const gap = kept.findIndex(({ position }, at) => position !== at);
    if (gap !== -1 || kept.length !== next_position)
      yield `outbox ${partition} has ${kept.length} facts up to ${next_position}, the first gap at ${gap}`;
  }
}

/**
 * Copies and pieces of an append whose outcome was unknown may stand in it; whoever takes only the
 * next position has every fact, once, in order, and as it was written.
 */
function* topic({ tables, facts }: Evidence): Generator<string> {
  for (const [partition, records] of facts.entries()) {
    const kept = factsOf(tables.events, partition);
    let next = 0;
    for (const record of records) {
      const position = positionOf(record);
      if (position === undefined) yield `topic ${partition} has a record without a position`;
      if (position !== next) continue;
      const fact = kept[next];
      next += 1;
      if (fact === undefined) {
        yield `topic ${partition} has position ${position}, which the outbox lacks`;
        continue;
      }
      const { headers, value } = record;
      const same =
        value.toString('utf8') === fact.data &&
        headers['ce_id'] === fact.event_id &&
        headers['ce_type'] === fact.type &&
        headers['ce_subject'] === fact.subject &&
        headers['ce_tenantid'] === fact.tenant_id &&
        headers['ce_partitionkey'] === fact.partition_key;
      if (!same) yield `topic ${partition} has another fact at ${position} than the outbox`;
    }
    if (next !== kept.length) yield `topic ${partition} ends at ${next} of ${kept.length} facts`;
  }
}

/** The listener writes in its own transaction, so each fact is there once, a reservation's in order. */
function* heard({ tables }: Evidence): Generator<string> {
  const types: readonly string[] = heardTypes;
  const wanted = new Set(
    tables.events.filter(({ type }) => types.includes(type)).map(({ event_id }) => event_id),
  );
  const versions = new Map<string, number>();
  for (const { event_id, subject, version } of tables.heard) {
    if (!wanted.delete(event_id)) yield `the listener heard ${event_id} twice, or nobody said it`;
    if ((versions.get(subject) ?? 0) >= version)
      yield `the listener heard version ${version} of ${subject} late`;
    versions.set(subject, version);
  }
  for (const id of wanted) yield `the listener never heard ${id}`;
  const recorded = new Set(tables.recorded.map(({ property_id }) => property_id));
  for (const { property_id } of tables.properties)
    if (!recorded.has(property_id)) yield `the property ${property_id} was opened and not recorded`;
}

function factsOf(events: readonly EventRow[], partition: number): readonly EventRow[] {
  return events.filter((event) => event.partition === partition);
}
