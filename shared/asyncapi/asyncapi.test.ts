import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  consumer,
  type Declaration,
  type Filter,
  http,
  relay,
  subscriber,
} from '#shared/function/declare.ts';
import { asyncApi } from './asyncapi.ts';

const LampLit = z.object({ lampId: z.uuid(), watts: z.int().exactOptional() });
const LampBroken = z.object({ lampId: z.uuid(), reason: z.enum(['age', 'fall']) });
const light = z.object({ id: z.uuid(), body: z.object({ type: z.literal('light') }) });

const scale = { rps: 1, replicasMin: 0, replicasMax: 1 };
const done = { outcome: 'done' } as const;

function reader(name: string, filters: readonly Filter[], broker = 'lamps'): Declaration {
  return subscriber({
    context: 'shops',
    name,
    purpose: 'Reads about lamps.',
    broker,
    filters,
    order: 'ordered',
    delivery: { retry: 3, backoffPolicy: 'linear', backoffDelayMs: 100 },
    transaction: 'none',
    data: z.object({}),
    scale,
    handle: async () => done,
  }) as unknown as Declaration;
}

const carry = relay({
  context: 'lamps',
  name: 'relay-lamps',
  purpose: 'Carries facts about lamps.',
  topic: 'lamps.events',
  scale: { replicasMin: 1, replicasMax: 1 },
});
const decide = consumer({
  context: 'lamps',
  name: 'decide-lamps',
  purpose: 'Decides about lamps.',
  topic: 'lamps.commands',
  batchRecordsMax: 10,
  scale: { replicasMin: 0, replicasMax: 1, lagThreshold: 1 },
  memory: () => undefined,
  handle: async () => ({ tenants: [], events: [], write: async () => {} }),
}) as unknown as Declaration;
const show = http({
  context: 'lamps',
  name: 'show-lamps',
  purpose: 'Shows lamps.',
  route: 'GET /lamps',
  permission: 'public',
  transaction: 'none',
  answers: { 204: null },
  scale,
  handle: () => ({ status: 204, body: null }),
}) as unknown as Declaration;

interface Document {
  readonly channels: Record<string, Record<string, unknown>>;
  readonly operations: Record<string, { channel: { $ref: string }; messages: { $ref: string }[] }>;
  readonly components: Record<'messages' | 'schemas', Record<string, Record<string, unknown>>>;
}

function documentOf(declarations: readonly Declaration[]): Document {
  return asyncApi(declarations, {
    title: 'Lamps',
    version: '1.2.3',
    description: 'All about lamps.',
    source: 'lamps/*.ts',
    topics: [
      { name: 'lamps.commands', partitions: 4, retentionMs: 60_000 },
      { name: 'lamps.events', partitions: 4, retentionMs: null },
      { name: 'door', partitions: 2, retentionMs: 1_000 },
    ],
    brokers: [
      { name: 'lamps', topic: 'lamps.events', external: false },
      { name: 'door', topic: 'door', external: true },
    ],
    messages: [
      {
        topic: 'lamps.events',
        context: 'lamps',
        kind: 'fact',
        schemas: { 'lamp.lit.v1': LampLit, 'lamp.broken.v1': LampBroken },
      },
      { topic: 'lamps.commands', context: 'lamps', kind: 'command', schemas: { light } },
    ],
    named: [
      { name: 'LampLit', schema: LampLit },
      { name: 'LampBroken', schema: LampBroken },
    ],
    descriptions: new Map([['LampLit', 'A lamp went on.']]),
  }) as unknown as Document;
}

function sentAndRead(document: Document): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(document.operations).map(([name, { messages }]) => [
      name,
      messages.map(({ $ref }) => $ref),
    ]),
  );
}

describe('An AsyncAPI document', () => {
  test('opens with its source and has a channel for each topic and broker', () => {
    const document = documentOf([]);
    expect(Object.entries(document).slice(0, 3)).toEqual([
      ['x-generated-from', 'lamps/*.ts'],
      ['asyncapi', '3.0.0'],
      ['info', { title: 'Lamps', version: '1.2.3', description: 'All about lamps.' }],
    ]);
    expect(Object.keys(document.channels)).toEqual([
      'lamps.commands',
      'lamps.events',
      'door',
      'broker.lamps',
      'broker.door',
    ]);
    expect(document.channels['lamps.commands']?.['bindings']).toEqual({
      kafka: {
        topic: 'lamps.commands',
        partitions: 4,
        topicConfiguration: { 'retention.ms': 60_000 },
        bindingVersion: '0.5.0',
      },
    });
    expect(document.channels['lamps.events']?.['bindings']).toMatchObject({
      kafka: { topicConfiguration: { 'retention.ms': -1 } },
    });
    expect(document.channels['broker.lamps']).toMatchObject({
      address: '/broker/lamps',
      servers: [{ $ref: '#/servers/push' }],
      messages: {
        'lamp.lit.v1.pushed': { $ref: '#/components/messages/lamp.lit.v1.pushed' },
        'lamp.broken.v1.pushed': { $ref: '#/components/messages/lamp.broken.v1.pushed' },
      },
    });
  });

  test('says who sends and who receives what, and leaves requests out', () => {
    const document = documentOf([show, decide, carry]);
    expect(sentAndRead(document)).toEqual({
      'decide-lamps': ['#/channels/lamps.commands/messages/light'],
      'relay-lamps': [
        '#/channels/lamps.events/messages/lamp.lit.v1',
        '#/channels/lamps.events/messages/lamp.broken.v1',
      ],
      'send-lamps.commands': ['#/channels/lamps.commands/messages/light'],
      'take-door': ['#/channels/broker.door/messages/CloudEvent.pushed'],
    });
    expect(document.operations).toMatchObject({
      'decide-lamps': { action: 'receive' },
      'relay-lamps': { action: 'send', summary: 'Carries facts about lamps.' },
      'send-lamps.commands': { action: 'send' },
      'take-door': { action: 'receive', bindings: { http: { method: 'POST' } } },
    });
  });

  test('gives a subscriber the facts its filters let through', () => {
    const lit = { exact: { type: 'lamp.lit.v1' } };
    const document = documentOf([
      reader('one', [lit]),
      reader('other', [{ not: lit }]),
      reader('both', [{ any: [lit, { prefix: { type: 'lamp.broken' } }] }]),
      reader('none', [lit, { suffix: { type: 'broken.v1' } }]),
      reader('elsewhere', [{ exact: { source: '/shops' } }]),
      reader('some', [{ not: { exact: { tenantid: '1' } } }]),
    ]);
    const [on, off] = ['lamp.lit.v1', 'lamp.broken.v1'].map(
      (type) => `#/channels/broker.lamps/messages/${type}.pushed`,
    );
    expect(sentAndRead(document)).toMatchObject({
      one: [on],
      other: [off],
      both: [on, off],
      none: [],
      elsewhere: [],
      some: [on, off],
    });
    expect(document.operations['one']).toMatchObject({
      'x-filters': [lit],
      'x-order': 'ordered',
      'x-delivery': { retry: 3, backoffPolicy: 'linear', backoffDelayMs: 100 },
    });
  });

  test('refuses a subscriber of a broker that is not there', () => {
    expect(() => documentOf([reader('lost', [], 'moon')])).toThrow('lost reads moon');
  });

  test('shows a fact as a CloudEvent in binary mode, in the log and pushed', () => {
    const { messages, schemas } = documentOf([]).components;
    expect(messages['lamp.lit.v1']).toMatchObject({
      name: 'lamp.lit.v1',
      correlationId: { location: '$message.header#/ce_correlationid' },
      headers: {
        allOf: [{ $ref: '#/components/schemas/FactRecordHeaders' }],
        properties: { ce_type: { const: 'lamp.lit.v1' }, ce_source: { const: '/lamps' } },
      },
      payload: { $ref: '#/components/schemas/LampLit' },
    });
    expect(messages['lamp.lit.v1.pushed']).toMatchObject({
      headers: {
        allOf: [{ $ref: '#/components/schemas/FactPushHeaders' }],
        properties: { 'ce-type': { const: 'lamp.lit.v1' }, 'ce-source': { const: '/lamps' } },
      },
      payload: { $ref: '#/components/schemas/LampLit' },
    });
    expect(schemas['FactRecordHeaders']?.['required']).toEqual([
      'ce_specversion',
      'ce_id',
      'ce_source',
      'ce_type',
      'ce_subject',
      'ce_time',
      'ce_tenantid',
      'ce_partitionkey',
      'ce_sequence',
      'ce_correlationid',
      'ce_causationid',
      'ce_traceparent',
    ]);
  });

  test('leaves a fact open for members to come', () => {
    expect(documentOf([]).components.schemas['LampLit']).toEqual({
      description: 'A lamp went on.',
      type: 'object',
      properties: { lampId: { type: 'string', format: 'uuid' }, watts: { type: 'integer' } },
      required: ['lampId'],
    });
  });
});
