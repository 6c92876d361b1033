/** Facts as records of a topic: CloudEvents in Kafka's binary mode (`ce_` headers, data as the value). */
import type { Changing } from '#shared/changing.ts';
import type { LogRecord } from '#shared/log/log.ts';
import type { CloudEvent } from './cloud-event.ts';
import { isStructured, parseHttpEvent } from './http-event.ts';

/** Digits of a `sequence`, so that text sorts as the numbers do. */
const sequenceDigits = 20;

export function sequenceOf(position: number): string {
  return String(position).padStart(sequenceDigits, '0');
}

/** The outbox position of a fact; undefined for records that did not come from an outbox. */
export function positionOf(record: LogRecord): number | undefined {
  const sequence = record.headers['ce_sequence'];
  return sequence === undefined ? undefined : Number(sequence);
}

const standard = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
]);

export function recordOfEvent(event: CloudEvent): LogRecord {
  const headers: Record<string, string> = {
    ce_specversion: event.specversion,
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
    'content-type': event.datacontenttype ?? 'application/json',
  };
  if (event.subject !== undefined) headers['ce_subject'] = event.subject;
  if (event.time !== undefined) headers['ce_time'] = event.time;
  for (const [name, value] of Object.entries(event.extensions)) headers[`ce_${name}`] = value;
  return {
    key: event.extensions['partitionkey'] ?? event.id,
    headers,
    value: Buffer.from(event.data),
  };
}

/**
 * Undefined when the record is not a CloudEvent; a broker discards such a record. A producer that
 * writes to the topic itself may have chosen structured mode: one JSON object as the value.
 */
export function eventOfRecord(record: LogRecord): CloudEvent | undefined {
  if (isStructured(record.headers['content-type'])) {
    const event = parseHttpEvent(record.headers, record.value);
    return 'fault' in event ? undefined : event;
  }
  const {
    ce_id: id,
    ce_source: source,
    ce_type: type,
    ce_specversion: specversion,
  } = record.headers;
  if (id === undefined || source === undefined || type === undefined || specversion !== '1.0')
    return undefined;
  const { ce_subject: subject, ce_time: time } = record.headers;
  let extensions: Readonly<Record<string, string>> | undefined;
  // Most triggers want few events, and ask for the type of each to find them.
  const event: Changing<CloudEvent> = {
    specversion: '1.0',
    id,
    source,
    type,
    datacontenttype: record.headers['content-type'] ?? 'application/json',
    get extensions() {
      extensions ??= extensionsOf(record.headers);
      return extensions;
    },
    get data() {
      return record.value.toString('utf8');
    },
  };
  if (subject !== undefined) event.subject = subject;
  if (time !== undefined) event.time = time;
  return event;
}

function extensionsOf(headers: LogRecord['headers']): Readonly<Record<string, string>> {
  const extensions: Record<string, string> = {};
  for (const name in headers) {
    const attribute = name.startsWith('ce_') ? name.slice(3) : undefined;
    if (attribute !== undefined && !standard.has(attribute))
      extensions[attribute] = headers[name] ?? '';
  }
  return extensions;
}
