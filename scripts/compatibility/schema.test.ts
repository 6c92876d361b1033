import { describe, expect, test } from 'vitest';
import { compareSchemas, type Json, type Use } from './schema.ts';

function rules(before: Json, after: Json, use: Use): string[] {
  const document = {};
  const [old, now] = [
    { schema: before, document },
    { schema: after, document },
  ];
  return compareSchemas(old, now, use, 'lamp').map(({ rule, at }) => `${rule} ${at}`);
}

const text = { type: 'string' };
const object = (properties: Json, required: readonly string[] = [], more: Json = {}): Json => ({
  type: 'object',
  properties,
  required,
  ...more,
});
const closed = { additionalProperties: false };
const colours = (...values: string[]) => ({ type: 'string', enum: values });
const choices = (...schemas: Json[]) => ({ anyOf: schemas });

/** The change, and what it breaks in a request, in an answer and in an event. */
const changes: readonly [string, Json, Json, string[], string[], string[]][] = [
  ['the same', object({ a: text }, ['a']), object({ a: text }, ['a']), [], [], []],
  ['a new optional member', object({}), object({ a: text }), [], [], []],
  [
    'a new member that must be there',
    object({}),
    object({ a: text }, ['a']),
    ['member-required lamp/a'],
    [],
    ['member-required lamp/a'],
  ],
  [
    'a member that must be there now',
    object({ a: text }),
    object({ a: text }, ['a']),
    ['member-required lamp/a'],
    [],
    ['member-required lamp/a'],
  ],
  [
    'a member that may be missing now',
    object({ a: text }, ['a']),
    object({ a: text }),
    [],
    ['member-optional lamp/a'],
    ['member-optional lamp/a'],
  ],
  [
    'a member that is gone from what takes others',
    object({ a: text }),
    object({}),
    [],
    ['member-removed lamp/a'],
    ['member-removed lamp/a'],
  ],
  [
    'a member that is gone from what takes no others',
    object({ a: text }, [], closed),
    object({}, [], closed),
    ['member-removed lamp/a'],
    ['member-removed lamp/a'],
    ['member-removed lamp/a'],
  ],
  [
    'a member of another name',
    object({ a: text }, ['a'], closed),
    object({ b: text }, ['b'], closed),
    ['member-removed lamp/a', 'member-required lamp/b'],
    ['member-removed lamp/a'],
    ['member-removed lamp/a', 'member-required lamp/b'],
  ],
  [
    'no other members any more',
    object({ a: text }),
    object({ a: text }, [], closed),
    ['members-closed lamp'],
    [],
    ['members-closed lamp'],
  ],
  [
    'another type',
    object({ a: text }),
    object({ a: { type: 'number' } }),
    ['retyped lamp/a'],
    ['retyped lamp/a'],
    ['retyped lamp/a'],
  ],
  ['a wider type', { type: 'integer' }, { type: 'number' }, [], ['retyped lamp'], ['retyped lamp']],
  ['a narrower type', { type: ['string', 'null'] }, text, ['retyped lamp'], [], ['retyped lamp']],
  [
    'another format',
    { type: 'string', format: 'date' },
    { type: 'string', format: 'date-time' },
    ['retyped lamp'],
    ['retyped lamp'],
    ['retyped lamp'],
  ],
  ['a new value', colours('red'), colours('red', 'blue'), [], [], []],
  [
    'a value that is gone',
    colours('red', 'blue'),
    colours('red'),
    ['enum-narrowed lamp'],
    [],
    ['enum-narrowed lamp'],
  ],
  [
    'values where anything went',
    text,
    colours('red'),
    ['enum-narrowed lamp'],
    [],
    ['enum-narrowed lamp'],
  ],
  [
    'a higher least',
    { type: 'integer', minimum: 1 },
    { type: 'integer', minimum: 2 },
    ['limit-narrowed lamp'],
    [],
    ['limit-narrowed lamp'],
  ],
  ['a lower least', { type: 'integer', minimum: 2 }, { type: 'integer', minimum: 1 }, [], [], []],
  [
    'a lower most',
    { type: 'string', maxLength: 20 },
    { type: 'string', maxLength: 10 },
    ['limit-narrowed lamp'],
    [],
    ['limit-narrowed lamp'],
  ],
  [
    'a most where there was none',
    { type: 'array', items: text },
    { type: 'array', items: text, maxItems: 5 },
    ['limit-narrowed lamp'],
    [],
    ['limit-narrowed lamp'],
  ],
  [
    'another pattern',
    { type: 'string', pattern: '^a' },
    { type: 'string', pattern: '^b' },
    ['limit-narrowed lamp'],
    [],
    ['limit-narrowed lamp'],
  ],
  ['no pattern any more', { type: 'string', pattern: '^a' }, text, [], [], []],
  [
    'other elements',
    { type: 'array', items: text },
    { type: 'array', items: { type: 'boolean' } },
    ['retyped lamp/[]'],
    ['retyped lamp/[]'],
    ['retyped lamp/[]'],
  ],
  [
    'other values of a record',
    { type: 'object', additionalProperties: text },
    { type: 'object', additionalProperties: { type: 'integer' } },
    ['retyped lamp/*'],
    ['retyped lamp/*'],
    ['retyped lamp/*'],
  ],
  [
    'one choice more',
    choices(text),
    choices(text, { type: 'null' }),
    [],
    ['choice-added lamp'],
    ['choice-added lamp'],
  ],
  [
    'one choice less',
    choices(text, { type: 'null' }),
    choices(text),
    ['choice-removed lamp'],
    [],
    ['choice-removed lamp'],
  ],
  [
    'choices in another order',
    choices(text, { type: 'null' }),
    choices({ type: 'null' }, text),
    [],
    [],
    [],
  ],
];

describe('A change of a schema', () => {
  test.each(changes)('to %s', (_title, before, after, request, answer, event) => {
    expect({
      request: rules(before, after, 'request'),
      answer: rules(before, after, 'answer'),
      event: rules(before, after, 'event'),
    }).toEqual({ request, answer, event });
  });

  test('is found behind references and in parts', () => {
    const document = (maxLength: number) => ({
      components: { schemas: { Name: { type: 'string', maxLength }, Part: object({ a: text }) } },
    });
    const schema = {
      allOf: [{ $ref: '#/components/schemas/Part' }],
      properties: { name: { $ref: '#/components/schemas/Name' } },
    };
    const found = compareSchemas(
      { schema, document: document(20) },
      { schema, document: document(10) },
      'request',
      'lamp',
    );
    expect(found).toEqual([
      { rule: 'limit-narrowed', at: 'lamp/name', change: 'maxLength 20 → 10' },
    ]);
  });

  test('is not looked for without an end', () => {
    const document = { A: { $ref: '#/A' } };
    const side = { schema: { $ref: '#/A' }, document };
    expect(() => compareSchemas(side, side, 'answer', 'lamp')).toThrow('in a circle');
  });
});
