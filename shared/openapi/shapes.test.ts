import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { shapes } from './shapes.ts';

describe('The shape of a schema', () => {
  const Part = z.strictObject({ size: z.int().default(1) });
  const Whole = z.strictObject({ part: Part });
  const named = [
    { name: 'Part', schema: Part },
    { name: 'Whole', schema: Whole },
  ];

  test('is spelt out for a request that may leave out what an answer has', () => {
    const known = shapes(named, new Map());
    expect(known.answer(Whole)).toEqual({ $ref: '#/components/schemas/Whole' });
    expect(known.request(Whole)).toMatchObject({
      properties: { part: { properties: { size: { type: 'integer', default: 1 } } } },
    });
    expect(known.components()).toMatchObject({
      Part: { required: ['size'] },
      Whole: { properties: { part: { $ref: '#/components/schemas/Part' } } },
    });
  });

  test('holds only what was asked for', () => {
    const known = shapes(named, new Map());
    expect(known.answer(z.array(Part))).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/Part' },
    });
    expect(Object.keys(known.components())).toEqual(['Part']);
  });

  test('does not change the sentence of one member for another of the same schema', () => {
    const Both = z.strictObject({ one: Part, other: Part });
    const known = shapes(
      [...named, { name: 'Both', schema: Both }],
      new Map([['Both.one', 'The first.']]),
    );
    known.answer(Both);
    expect(known.components()).toMatchObject({
      Both: {
        properties: {
          one: { description: 'The first.', $ref: '#/components/schemas/Part' },
          other: { $ref: '#/components/schemas/Part' },
        },
      },
    });
  });
});
