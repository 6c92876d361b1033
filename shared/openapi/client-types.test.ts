import { describe, expect, test } from 'vitest';
import { clientModule } from './client-types.ts';

const problem = (...codes: string[]) => ({
  content: { 'application/problem+json': { schema: { properties: { code: { enum: codes } } } } },
});
const content = (schema: object) => ({ content: { 'application/json': { schema } } });
const id = { name: 'lampId', in: 'path', required: true, schema: { type: 'string' } };

const document = {
  paths: {
    '/lamps/{lampId}': {
      post: {
        operationId: 'light-lamp',
        summary: 'Lights a lamp.',
        parameters: [
          id,
          { name: 'dim-by', in: 'query', required: false, schema: { type: 'integer' } },
          { $ref: '#/components/parameters/IdempotencyKey' },
        ],
        requestBody: content({ $ref: '#/components/schemas/Light' }),
        responses: {
          200: content({ $ref: '#/components/schemas/Lamp' }),
          204: {},
          404: { $ref: '#/components/responses/NotFound' },
          409: problem('lamp_broken', 'no_power'),
        },
      },
      get: {
        operationId: 'show-lamp',
        summary: 'Shows a lamp to a person.',
        parameters: [id],
        responses: { 200: { content: { 'text/html': {} } } },
      },
    },
  },
  components: {
    responses: { NotFound: problem('not_found') },
    schemas: {
      Problem: { type: 'object' },
      Lamp: {
        description: 'A lamp as it is.',
        type: 'object',
        properties: {
          id: { description: 'Its number.', type: 'string' },
          kind: { enum: ["it's", 'led'] },
          cords: { type: 'array', items: { type: ['string', 'null'] } },
          by: { anyOf: [{ const: 'all' }, { type: 'array', items: { type: 'boolean' } }] },
          tags: { type: 'object', additionalProperties: { type: 'number' } },
          more: {},
        },
        required: ['id', 'kind'],
      },
      Light: { type: 'object', properties: {}, additionalProperties: false },
    },
  },
};

describe('The module of a client', () => {
  test('has a type for each schema and the operations that answer JSON', () => {
    expect(clientModule(document, 'From the lamps.')).toBe(`// From the lamps.

/** A lamp as it is. */
export type Lamp = {
  /** Its number. */
  readonly id: string;
  readonly kind: 'it\\'s' | 'led';
  readonly cords?: readonly (string | null)[];
  readonly by?: 'all' | readonly boolean[];
  readonly tags?: Readonly<Record<string, number>>;
  readonly more?: unknown;
};

export type Light = Readonly<Record<string, never>>;

export interface Operations {
  /** Lights a lamp. */
  'light-lamp': {
    readonly params: {
      readonly lampId: string;
    };
    readonly query?: {
      readonly 'dim-by'?: number;
    };
    readonly body: Light;
    readonly answers: {
      readonly 200: Lamp;
      readonly 204: null;
    };
    readonly problems: {
      readonly 404: 'not_found';
      readonly 409: 'lamp_broken' | 'no_power';
    };
  };
}

export const operations = {
  'light-lamp': { method: 'POST', path: '/lamps/{lampId}', keyed: true },
} as const;
`);
  });
});
