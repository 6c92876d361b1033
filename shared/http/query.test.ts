import { expect, test } from 'vitest';
import * as z from 'zod';
import { queryJudge, readQuery } from './query.ts';

const judge = queryJudge(
  z.strictObject({
    limit: z.int().min(1).max(9_999).optional(),
    level: z.number().optional(),
    code: z.string().optional(),
  }),
);

test('Digits are a number where the schema takes one, and a text elsewhere', () => {
  const query = readQuery({ limit: ['7'], level: ['-2'], code: ['7'] });
  expect(judge.safeParse(query).data).toEqual({ limit: 7, level: -2, code: '7' });
});

test.each(['', ' 7', '7.5', '0x7', '1e2', '٧', 'seven', '1'.repeat(16), '0', '10000'])(
  'A limit of "%s" is none',
  (text) => {
    expect(judge.safeParse(readQuery({ limit: [text] })).error?.issues).toMatchObject([
      { path: ['limit'] },
    ]);
  },
);

test('A parameter that is repeated is no number', () => {
  expect(judge.safeParse(readQuery({ limit: ['1', '2'] })).success).toBe(false);
});
