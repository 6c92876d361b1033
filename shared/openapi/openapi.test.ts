import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { AnyHttp } from '#shared/function/declare.ts';
import { http } from '#shared/function/declare.ts';
import { openApi } from './openapi.ts';

const LampId = z.uuid().brand<'LampId'>();
const Lamp = z.strictObject({
  id: LampId,
  version: z.int(),
  litAt: z.iso.datetime(),
  note: z.string().nullable(),
});
const LightLamp = z.strictObject({
  watts: z.int().min(1).max(100),
  until: z.iso.date().optional(),
});
const scale = { rps: 1, replicasMin: 0, replicasMax: 1 };

const lightLamp = http({
  context: 'lamps',
  name: 'light-lamp',
  purpose: 'Lights a lamp.',
  route: 'POST /v1/lamps/{lampId}/lightings',
  permission: 'lamps:light',
  scope: 'lampId',
  transaction: 'write',
  params: z.strictObject({ lampId: LampId }),
  query: z.strictObject({
    dim: z.enum(['true', 'false']).optional(),
    level: z.int(),
  }),
  body: LightLamp,
  answers: {
    200: Lamp,
    202: z.strictObject({ status: z.literal('pending') }),
    409: ['lamp_broken'],
    412: ['version_conflict'],
  },
  problems: { lamp_broken: { status: 409, title: 'The lamp is broken' } },
  scale,
  handle: () => ({ refusal: 'lamp_broken' }),
});
const showLamps = http({
  context: 'pages',
  name: 'show-lamps',
  purpose: 'Shows all lamps.',
  route: 'GET /v1/lamps',
  permission: 'public',
  transaction: 'none',
  answers: {},
  streams: 'text/html',
  scale,
  handle: () => ({ status: 200, stream: '', contentType: 'text/html' }),
});

interface Answer {
  readonly $ref?: string;
  readonly headers?: object;
  readonly content?: Record<string, { schema: { properties: { code: { enum: string[] } } } }>;
}
interface Operation {
  readonly parameters: { in: string }[];
  readonly responses: Record<number, Answer>;
  readonly security?: object[];
  readonly description: string;
  readonly requestBody: object;
}
interface Document extends Record<string, unknown> {
  readonly paths: Record<string, { readonly get?: Operation; readonly post?: Operation }>;
  readonly components: {
    readonly responses: Record<string, Answer>;
    readonly schemas: Record<string, { readonly properties?: Record<string, object> }>;
  };
}

const lightings = '/v1/lamps/{lampId}/lightings';

function operation(document: Document, method: 'get' | 'post', path: string): Operation {
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`${method} ${path} is not there`);
  return found;
}

function documentOf(declarations: readonly unknown[]): Document {
  return openApi(declarations as readonly AnyHttp[], {
    title: 'Lamps',
    version: '1.2.3',
    description: 'All about lamps.',
    source: 'functions/*/*.ts',
    named: [
      { name: 'LampId', schema: LampId },
      { name: 'Lamp', schema: Lamp },
      { name: 'LightLamp', schema: LightLamp },
      { name: 'Unused', schema: z.string() },
    ],
    descriptions: new Map([
      ['Lamp', 'A lamp as it is.'],
      ['Lamp.id', 'Its number.'],
    ]),
    examples: {
      bySchema: new Map<string, unknown>([
        ['LightLamp', { watts: 40 }],
        ['Unused', 'x'],
      ]),
      byFunction: new Map<string, unknown>([['light-lamp', { status: 'pending' }]]),
    },
  }) as unknown as Document;
}

describe('An OpenAPI document', () => {
  test('opens with its source and is valid, whatever the order of the declarations', async () => {
    const document = documentOf([showLamps, lightLamp]);
    expect(Object.entries(document).slice(0, 3)).toEqual([
      ['x-generated-from', 'functions/*/*.ts'],
      ['openapi', '3.1.0'],
      ['info', { title: 'Lamps', version: '1.2.3', description: 'All about lamps.' }],
    ]);
    expect(JSON.stringify(documentOf([lightLamp, showLamps]))).toBe(JSON.stringify(document));
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    expect(Object.keys(document.paths)).toEqual(['/v1/lamps', '/v1/lamps/{lampId}/lightings']);
  });

  test('would be refused by the validator with a mistake in it', async () => {
    const document = documentOf([lightLamp]);
    const [first] = operation(document, 'post', lightings).parameters;
    Object.assign(first ?? {}, { in: 'pathe' });
    expect(await new Validator().validate(document)).toMatchObject({ valid: false });
  });

  test('says who may, what is sent and what comes back', () => {
    const post = operation(documentOf([lightLamp]), 'post', lightings);
    expect(post).toMatchObject({
      operationId: 'light-lamp',
      tags: ['lamps'],
      summary: 'Lights a lamp.',
      description: 'Needs the permission `lamps:light`.',
      'x-permission': 'lamps:light',
    });
    expect(post.security).toBeUndefined();
    expect(post.parameters).toEqual([
      {
        name: 'lampId',
        in: 'path',
        required: true,
        schema: { $ref: '#/components/schemas/LampId' },
      },
      {
        name: 'dim',
        in: 'query',
        required: false,
        schema: { type: 'string', enum: ['true', 'false'] },
      },
      { name: 'level', in: 'query', required: true, schema: { type: 'integer' } },
      { $ref: '#/components/parameters/IdempotencyKey' },
      { $ref: '#/components/parameters/IfMatch' },
      { $ref: '#/components/parameters/Prefer' },
    ]);
    expect(post.requestBody).toEqual({
      required: true,
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/LightLamp' },
          example: { watts: 40 },
        },
      },
    });
    expect(post.responses[200]).toEqual({
      description: 'OK',
      headers: {
        ETag: { $ref: '#/components/headers/ETag' },
        'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' },
      },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Lamp' } } },
    });
    expect(post.responses[202]?.content?.['application/json']).toMatchObject({
      example: { status: 'pending' },
    });
    expect(Object.keys(post.responses[202]?.headers ?? {})).toEqual([
      'Idempotent-Replayed',
      'Location',
      'Retry-After',
    ]);
  });

  test('names every code a status can carry', () => {
    const document = documentOf([lightLamp]);
    const { responses } = operation(document, 'post', lightings);
    const codes = Object.entries(responses).flatMap(([status, given]) => {
      const shared = document.components.responses[given.$ref?.split('/').at(-1) ?? ''];
      const problem = (shared ?? given).content?.['application/problem+json'];
      return problem === undefined ? [] : [[Number(status), problem.schema.properties.code.enum]];
    });
    expect(codes).toEqual([
      [
        400,
        [
          'idempotency_key_invalid',
          'idempotency_key_missing',
          'if_match_invalid',
          'invalid_json',
          'invalid_request',
        ],
      ],
      [401, ['token_expired', 'token_invalid', 'token_missing']],
      [403, ['forbidden', 'out_of_scope']],
      [404, ['not_found']],
      [409, ['lamp_broken']],
      [412, ['version_conflict']],
      [413, ['body_too_large']],
      [415, ['content_type_unsupported']],
      [422, ['idempotency_key_reused']],
      [429, ['rate_limited']],
      [500, ['internal_error']],
      [503, ['busy', 'outcome_unknown', 'timed_out', 'unavailable']],
    ]);
  });

  test('leaves what is open to everyone open, and what streams a stream', () => {
    const get = operation(documentOf([showLamps]), 'get', '/v1/lamps');
    expect(get.security).toEqual([]);
    expect(get.description).toBe('Open to everyone.');
    expect(get.responses[200]).toEqual({ description: 'OK', content: { 'text/html': {} } });
    expect(Object.keys(get.responses)).toEqual(['200', '429', '500', '503']);
  });

  test('shows shared schemas once, described, without what a format says already', () => {
    const { schemas } = documentOf([lightLamp]).components;
    expect(Object.keys(schemas)).toEqual(['Lamp', 'LampId', 'LightLamp', 'FieldError', 'Problem']);
    expect(schemas['LampId']).toEqual({ type: 'string', format: 'uuid' });
    expect(schemas['Lamp']).toEqual({
      description: 'A lamp as it is.',
      type: 'object',
      properties: {
        id: { description: 'Its number.', $ref: '#/components/schemas/LampId' },
        version: { type: 'integer' },
        litAt: { type: 'string', format: 'date-time', pattern: 'Z$' },
        note: { type: ['string', 'null'] },
      },
      required: ['id', 'version', 'litAt', 'note'],
      additionalProperties: false,
    });
    expect(schemas['LightLamp']?.properties?.['watts']).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 100,
    });
  });
});
