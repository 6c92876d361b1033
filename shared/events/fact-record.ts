/** Facts as records of a topic: CloudEvents in Kafka's binary mode (`ce_` headers, data as the value). */
import type { Changing } from '#shared/changing.ts';
import type { LogRecord } from '#shared/log/log.ts';
import { type CloudEvent, descriptionOf } from './cloud-event.ts';
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
  const { headers } = record;
  if (!isBinaryEvent(headers)) return undefined;
  const {
    ce_id: id,
    ce_source: source,
    ce_type: type,
    ce_subject: subject,
    ce_time: time,
  } = headers;
  let extensions: Readonly<Record<string, string>> | undefined;
  // Who scans a log asks for the type and the tenant of each to find what is wanted.
  const event: Changing<CloudEvent> = {
    specversion: '1.0',
    id,
    source,
    type,
    datacontenttype: contentTypeOf(headers),
    get extensions() {
      extensions ??= extensionsOf(headers);
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

interface Described {
  readonly ce_id: string;
  readonly ce_source: string;
  readonly ce_type: string;
}

function isBinaryEvent(headers: LogRecord['headers']): headers is LogRecord['headers'] & Described {
  return (
    headers['ce_specversion'] === '1.0' &&
    headers['ce_id'] !== undefined &&
    headers['ce_source'] !== undefined &&
    headers['ce_type'] !== undefined
  );
}

function contentTypeOf(headers: LogRecord['headers']): string {
  return headers['content-type'] ?? 'application/json';
}

/** The value of an attribute of an event, by the attribute's name. */
export type AttributeOf = (name: string) => string | undefined;

/**
 * What a record says of its event, without making the event: a trigger looks at each record of its broker and
 * wants few. Undefined when the record is not a CloudEvent.
 */
export function attributesOf(record: LogRecord): AttributeOf | undefined {
  const { headers } = record;
  if (isStructured(headers['content-type'])) {
    const event = eventOfRecord(record);
    if (event === undefined) return undefined;
    const values = new Map(Object.entries(descriptionOf(event)));
    return (name) => values.get(name);
  }
  if (!isBinaryEvent(headers)) return undefined;
  return (name) => (name === 'datacontenttype' ? contentTypeOf(headers) : headers[`ce_${name}`]);
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
