/** CloudEvents 1.0 over HTTP: both content modes, in and out, pure; what is not an event is said to be none. */
import { isUtf8 } from 'node:buffer';
import { type CloudEvent, descriptionOf } from './cloud-event.ts';

/** Of all names and values together; more than a server takes as headers is no description of an event. */
export const attributesBytesMax = 64 * 1024;
/** What brokers carry by default. More belongs where the event says it is. */
export const dataBytesMax = 1024 * 1024;
/** A structured event holds its data as JSON text or base64, which takes more room than the data. */
export const bodyBytesMax = 2 * dataBytesMax;
/** A record of the log has at most 255 headers. */
const attributesMax = 100;

export type EventHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface EventFault {
  readonly fault: 'not_an_event' | 'too_large';
  readonly detail: string;
}

export interface EventMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const structuredType = /^application\/cloudevents\+json\s*(?:;|$)/i;
const jsonType = /^[^;]*[/+]json\s*(?:;|$)/i;
const attributeName = /^[a-z0-9]{1,100}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;
const control = /\p{Cc}/u;

/** All of the event is one JSON object in the body. */
export function isStructured(contentType: string | undefined): boolean {
  return contentType !== undefined && structuredType.test(contentType);
}

/** Header names are lower-case; `body` is not kept. */
export function parseHttpEvent(headers: EventHeaders, body: Buffer): CloudEvent | EventFault {
  const contentType = single(headers['content-type']);
  if (!isUtf8(body)) return notAnEvent('its data is not UTF-8 text, which is all that is carried');
  if (isStructured(contentType)) {
    return parseStructured(body.toString('utf8'));
  }
  const attributes: Record<string, string> = {};
  for (const name in headers) {
    if (!name.startsWith('ce-')) continue;
    attributes[name.slice(3)] = decodeHeader(single(headers[name]) ?? '');
  }
  return assemble(attributes, contentType, body.toString('utf8'));
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

function notAnEvent(detail: string): EventFault {
  return { fault: 'not_an_event', detail };
}

function parseStructured(text: string): CloudEvent | EventFault {
  const members = objectOf(text);
  if (members === undefined) return notAnEvent('the body is not a JSON object');
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(members)) {
    if (name === 'data' || name === 'data_base64' || value === null) continue;
    if (typeof value === 'string') attributes[name] = value;
    else if (typeof value === 'boolean' || Number.isSafeInteger(value))
      attributes[name] = String(value);
    else return notAnEvent(`the attribute ${shown(name)} has no value an attribute can have`);
  }
  const { datacontenttype, ...others } = attributes;
  const data = dataOf(members, datacontenttype);
  return data === undefined
    ? notAnEvent('its data_base64 is not base64 of UTF-8 text')
    : assemble(others, datacontenttype, data);
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // Not JSON, so not a structured event.
    return undefined;
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function dataOf(members: object, contentType: string | undefined): string | undefined {
  if ('data_base64' in members && members.data_base64 !== null) {
    const { data_base64: encoded } = members;
    if (typeof encoded !== 'string' || !base64.test(encoded)) return undefined;
    const bytes = Buffer.from(encoded, 'base64');
    return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  }
  if (!('data' in members)) return '';
  const isText = contentType !== undefined && !jsonType.test(contentType);
  return isText && typeof members.data === 'string' ? members.data : JSON.stringify(members.data);
}

function assemble(
  attributes: Readonly<Record<string, string>>,
  datacontenttype: string | undefined,
  data: string,
): CloudEvent | EventFault {
  const fault = attributesFault(attributes, datacontenttype);
  if (fault !== undefined) return fault;
  const { specversion, id, source, type, subject, time: at, ...extensions } = attributes;
  if (specversion !== '1.0') return notAnEvent('it needs the attribute specversion "1.0"');
  if (id === undefined || id === '') return notAnEvent('it needs the attribute id');
  if (source === undefined || source === '') return notAnEvent('it needs the attribute source');
  if (type === undefined || type === '') return notAnEvent('it needs the attribute type');
  if (at !== undefined && !time.test(at)) return notAnEvent('its time is not an RFC 3339 instant');
  if (Buffer.byteLength(data) > dataBytesMax)
    return { fault: 'too_large', detail: `data has at most ${dataBytesMax} bytes` };
  return {
    specversion,
    id,
    source,
    type,
    ...(subject === undefined ? {} : { subject }),
    ...(at === undefined ? {} : { time: at }),
    ...(datacontenttype === undefined ? {} : { datacontenttype }),
    extensions,
    data,
  };
}

function attributesFault(
  attributes: Readonly<Record<string, string>>,
  datacontenttype = '',
): EventFault | undefined {
  let bytes = datacontenttype.length;
  let count = 0;
  for (const name in attributes) {
    const value = attributes[name] ?? '';
    if (!attributeName.test(name))
      return notAnEvent(`${shown(name)} is not the name of an attribute`);
    if (control.test(value) || !value.isWellFormed())
      return notAnEvent(`the attribute ${name} has a character that no attribute may have`);
    bytes += name.length + Buffer.byteLength(value);
    count += 1;
  }
  return bytes > attributesBytesMax || count > attributesMax
    ? {
        fault: 'too_large',
        detail: `at most ${attributesMax} attributes of ${attributesBytesMax} bytes together`,
      }
    : undefined;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}

/** Binary mode: attributes as `ce-` headers, the data as the body. */
export function binaryMessage(event: CloudEvent): EventMessage {
  const headers: Record<string, string> = {
    'content-type': event.datacontenttype ?? 'application/json',
    'ce-specversion': event.specversion,
    'ce-id': encodeHeader(event.id),
    'ce-source': encodeHeader(event.source),
    'ce-type': encodeHeader(event.type),
  };
  if (event.subject !== undefined) headers['ce-subject'] = encodeHeader(event.subject);
  if (event.time !== undefined) headers['ce-time'] = event.time;
  for (const name in event.extensions)
    headers[`ce-${name}`] = encodeHeader(event.extensions[name] ?? '');
  return { headers, body: event.data };
}

/** Structured mode: one JSON object; data that says it is JSON and is not travels as a string. */
export function structuredMessage(event: CloudEvent): EventMessage {
  const { data } = event;
  const isJson = jsonType.test(event.datacontenttype ?? 'application/json') && isJsonText(data);
  const members = JSON.stringify(descriptionOf(event));
  const written = isJson ? data : JSON.stringify(data);
  return {
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    body: data === '' ? members : `${members.slice(0, -1)},"data":${written}}`,
  };
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Whoever made it did not write JSON; it is carried as it is.
    return false;
  }
}

/** Space, `"`, `%` and everything outside visible ASCII (HTTP binding of CloudEvents, 3.1.3.2). */
const needsEncoding = /[^\x21\x23\x24\x26-\x7e]/u;
const needEncoding = new RegExp(needsEncoding, 'gu');

function encodeHeader(value: string): string {
  return needsEncoding.test(value)
    ? value.toWellFormed().replaceAll(needEncoding, encodeURIComponent)
    : value;
}

function decodeHeader(value: string): string {
  const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  const text = quoted ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // A sender that does not encode; its percent sign means itself.
    return text;
  }
}
