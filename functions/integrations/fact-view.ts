/** A fact as operators see it: as it travelled, with what is sealed in it still sealed. */
import { brokers } from '#schema/brokers.ts';
import { type RecordedEvent, TraceId } from '#schema/console.ts';
import { Instant, TenantId } from '#schema/values.ts';
import { type CloudEvent, descriptionOf } from '#shared/events/cloud-event.ts';
import type { Declaration } from '#shared/function/declare.ts';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import { instantText } from '#shared/instant.ts';
import { traceIdOf } from '#shared/telemetry/traceparent.ts';
import { readersOf } from './read-by.ts';
import type { FoundFact } from './scan-facts.ts';

/** Facts are what only a relay writes. */
export const factTopics = brokers.filter(({ external }) => !external).map(({ topic }) => topic);

export function viewEvent(
  { topic, partition, record, event }: FoundFact,
  functions: readonly Declaration[],
): RecordedEvent {
  const { tenantid, traceparent = '' } = event.extensions;
  const tenantId = TenantId.safeParse(tenantid).data;
  const traceId = TraceId.safeParse(traceIdOf(traceparent)).data;
  return {
    id: event.id,
    type: event.type,
    subject: event.subject ?? '',
    source: event.source,
    topic,
    partition,
    offset: record.offset,
    recordedAt: Instant.parse(instantText(record.appendedAtMs)),
    readBy: readersOf(functions, topic, event.type),
    attributes: descriptionOf(event),
    data: event.data,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

/** The house's operators see all tenants; whoever else may ask sees his own. */
export function mayBeSeenBy({ tenantId }: Principal): (event: CloudEvent) => boolean {
  return (event) => tenantId === houseTenantId || event.extensions['tenantid'] === tenantId;
}
