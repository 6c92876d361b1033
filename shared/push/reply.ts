/** A reply as it goes on: in the tenant and the trace of what it answers, always with a partition key. */
import type { CloudEvent } from '#shared/events/cloud-event.ts';

export function replyTo(cause: CloudEvent, reply: CloudEvent, traceparent: string): CloudEvent {
  const { tenantid = '', partitionkey, correlationid } = cause.extensions;
  return {
    ...withoutSequence(reply),
    extensions: {
      partitionkey: partitionkey ?? cause.subject ?? cause.id,
      correlationid: correlationid ?? cause.id,
      causationid: cause.id,
      ...withoutSequence(reply).extensions,
      tenantid,
      traceparent,
    },
  };
}

/** A `sequence` is a relay's promise about a fact; readers skip everything below the highest one. */
export function withoutSequence(event: CloudEvent): CloudEvent {
  const { sequence: _sequence, ...extensions } = event.extensions;
  return { ...event, extensions };
}
