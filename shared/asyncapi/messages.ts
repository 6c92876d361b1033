/** Messages as they travel: facts as CloudEvents in binary mode, commands as the log carries them. */
import type * as z from 'zod';
import type { Json, Shapes } from '#shared/openapi/shapes.ts';

/** What travels on one topic. */
export interface TopicMessages {
  readonly topic: string;
  /** Whose facts, or who is commanded. */
  readonly context: string;
  readonly kind: 'fact' | 'command';
  readonly schemas: Readonly<Record<string, z.ZodType>>;
}

/** Where the attributes stand: before their names, in the log and over HTTP. */
export const prefixes = { log: 'ce_', http: 'ce-' } as const;
export type Way = keyof typeof prefixes;

export function sourceOf(context: string): string {
  return `/${context}`;
}

/** The message of a type on one way; a component's name holds no colon and no slash. */
export function messageName(type: string, way: Way): string {
  return way === 'log' ? type : `${type}.pushed`;
}

export function factMessage(
  type: string,
  schema: z.ZodType,
  context: string,
  way: Way,
  known: Shapes,
): Json {
  const prefix = prefixes[way];
  return {
    name: type,
    title: `${type}, ${way === 'log' ? 'as a record of its topic' : 'as it is pushed'}`,
    contentType: 'application/json',
    correlationId: { location: `$message.header#/${prefix}correlationid` },
    headers: {
      allOf: [{ $ref: `#/components/schemas/${headersName(way)}` }],
      properties: {
        [`${prefix}type`]: { const: type },
        [`${prefix}source`]: { const: sourceOf(context) },
      },
    },
    payload: known.tolerant(schema),
    ...(way === 'log' ? keyBinding('Facts of one key keep their order.') : {}),
  };
}

export function commandMessage(type: string, schema: z.ZodType, known: Shapes): Json {
  return {
    name: type,
    title: `The command ${type}`,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/CommandHeaders' },
    payload: known.tolerant(schema),
    ...keyBinding('Commands of one writer keep their order.'),
  };
}

/** What producers send: any event, whose data is theirs. */
export function anyMessage(way: Way): Json {
  return {
    name: 'CloudEvent',
    title: 'Any CloudEvent',
    headers: {
      $ref: `#/components/schemas/${way === 'log' ? 'AnyRecordHeaders' : 'AnyPushHeaders'}`,
    },
    payload: {},
    ...(way === 'log' ? keyBinding('The partition key of its producer, within the tenant.') : {}),
  };
}

function keyBinding(description: string): Json {
  return { bindings: { kafka: { key: { type: 'string', description }, bindingVersion: '0.5.0' } } };
}

function headersName(way: Way): string {
  return way === 'log' ? 'FactRecordHeaders' : 'FactPushHeaders';
}

export const headerSchemas: Json = {
  FactRecordHeaders: factHeaders('log'),
  FactPushHeaders: factHeaders('http'),
  AnyRecordHeaders: eventHeaders('log', {}, []),
  AnyPushHeaders: eventHeaders('http', {}, []),
  CommandHeaders: {
    type: 'object',
    properties: {
      'content-type': { const: 'application/json' },
      traceparent: { type: 'string' },
      replyto: {
        description: 'The channel its sender listens on for the outcome; empty when nobody waits.',
        type: 'string',
      },
    },
    required: ['content-type', 'traceparent', 'replyto'],
  },
};

function factHeaders(way: Way): Json {
  const extensions = {
    subject: { description: 'The id of what it is about.', type: 'string' },
    time: { description: 'When it happened.', type: 'string', format: 'date-time' },
    tenantid: { type: 'string', format: 'uuid' },
    partitionkey: { description: 'Facts of one key are in order.', type: 'string' },
    sequence: {
      description: 'Its place in its outbox partition; one that was seen is skipped.',
      type: 'string',
      pattern: '^\\d{20}$',
    },
    correlationid: { description: 'The request it goes back to.', type: 'string' },
    causationid: { description: 'What brought it about.', type: 'string' },
    traceparent: { description: 'W3C Trace Context.', type: 'string' },
  };
  return eventHeaders(way, extensions, Object.keys(extensions));
}

function eventHeaders(way: Way, more: Json, required: readonly string[]): Json {
  const attributes: Json = {
    specversion: { const: '1.0' },
    id: { description: 'With the source it names the event.', type: 'string' },
    source: { type: 'string', format: 'uri-reference' },
    type: { type: 'string' },
    ...more,
  };
  const named = (name: string) => `${prefixes[way]}${name}`;
  const properties = Object.entries(attributes).map(([name, schema]) => [named(name), schema]);
  return {
    type: 'object',
    properties: { 'content-type': { type: 'string' }, ...Object.fromEntries(properties) },
    required: ['specversion', 'id', 'source', 'type', ...required].map(named),
  };
}
