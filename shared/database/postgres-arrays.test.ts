import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testServer } from '#shared/testing/database.ts';
import { arrayText } from './postgres-arrays.ts';

let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: testServer().url });
  await client.connect();
});
afterAll(() => client.end());

/** What PostgreSQL makes of the text, element by element. */
async function elements(text: string | undefined, type: string): Promise<unknown[]> {
  const { rows } = await client.query(
    `select element from unnest($1::${type}[]) with ordinality as list (element, place) order by place`,
    [text],
  );
  return rows.map(({ element }) => element);
}

describe('A list as an array of PostgreSQL', () => {
  test.each([
    ['text', []],
    ['text', ['']],
    ['text', ['NULL', 'null', null, ' a ', '{}', '{a,b}', 'a,b', ';', "it's"]],
    ['text', ['"', '\\', '\\"', '"\\', '\\\\""', '{"a":"b\\n"}']],
    ['text', ['line\nfeed', 'tab\t', 'é', '日本', '😀', '\u0001']],
    ['integer', [0, -7, 2_147_483_647, null]],
    ['float8', [0.1, 1e300, -1.5e-7]],
    ['boolean', [true, false, null]],
    ['uuid', ['0199d000-0000-7000-8000-000000000001', null]],
  ])('keeps what it holds: %s %j', async (type, values) => {
    expect(await elements(arrayText(values), type)).toEqual(values);
  });

  test('writes what is not there as nothing, and integers of any size', async () => {
    expect(await elements(arrayText([undefined, 'a']), 'text')).toEqual([null, 'a']);
    expect(arrayText([9_007_199_254_740_993n])).toBe('{9007199254740993}');
  });

  test.each([[[new Date(0)]], [[Buffer.from('a')]], [[['a']]], [[{ a: 1 }]]])(
    'leaves %j to the driver',
    (values) => {
      expect(arrayText(values)).toBeUndefined();
    },
  );
});
