/** A fact as operators see it: as it travelled, with what is sealed in it still sealed. */
import { brokers } from '#schema/brokers.ts';
import { Instant } from '#schema/values.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { houseTenantId, type Principal } from '#shared/function/principal.ts';
import type { FoundFact } from './scan-facts.ts';
import type { Fact } from './views.ts';

/** Facts are what only a relay writes. */
export const factTopics = brokers.filter(({ external }) => !external).map(({ topic }) => topic);

export function attributesOf(event: CloudEvent): Record<string, string> {
  const { data: _data, extensions, ...attributes } = event;
  return { ...attributes, ...extensions };
}

export function viewFact({ topic, partition, record, event }: FoundFact): Fact {
  return {
    id: event.id,
    topic,
    partition,
    offset: record.offset,
    recordedAt: Instant.parse(new Date(record.appendedAtMs).toISOString()),
    attributes: attributesOf(event),
    data: event.data,
  };
}

/** The house's operators see all tenants; whoever else may ask sees his own. */
export function mayBeSeenBy({ tenantId }: Principal): (event: CloudEvent) => boolean {
  return (event) => tenantId === houseTenantId || event.extensions['tenantid'] === tenantId;
}
