import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testServer } from '#shared/testing/database.ts';
import { arrayBytes } from './postgres-array-bytes.ts';
import { arrayText } from './postgres-arrays.ts';
import { type ElementType, elementTypes } from './postgres-elements.ts';

let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: testServer().url });
  await client.connect();
});
afterAll(() => client.end());

function typeOf(name: string): ElementType {
  const type = elementTypes.get(name);
  if (type === undefined) throw new Error(`no type ${name}`);
  return type;
}

/**
 * What PostgreSQL makes of both forms of a list: each element in its own words, and whether our bytes
 * are those that it would send itself.
 */
async function elements(type: string, values: readonly unknown[]) {
  const bytes = arrayBytes(values, typeOf(type));
  const { rows } = await client.query({
    text: `select array(select element::text from unnest($1::${type}[]) with ordinality as list (element, place) order by place) as bytes,
      array(select element::text from unnest($2::${type}[]) with ordinality as list (element, place) order by place) as text,
      array_send($2::${type}[]) as sent`,
    values: [bytes, arrayText(values)],
  });
  const { sent, ...said } = rows[0];
  expect(bytes).toEqual(sent);
  return said;
}

const ids = ['0199d000-0000-7000-8000-000000000001', 'ABCDEF01-2345-6789-abcd-ef0123456789'];

describe('A list, in binary and as text', () => {
  test.each([
    ['text', [], []],
    ['text', [''], ['']],
    ['text', ['NULL', 'null', null, ' a '], ['NULL', 'null', null, ' a ']],
    ['text', ['{}', '{a,b}', 'a,b', ';', "it's"], ['{}', '{a,b}', 'a,b', ';', "it's"]],
    ['text', ['"', '\\', '\\"', '"\\', '{"a":"b\\n"}'], ['"', '\\', '\\"', '"\\', '{"a":"b\\n"}']],
    [
      'text',
      ['line\nfeed', 'é', '日本', '😀', '\u0001'],
      ['line\nfeed', 'é', '日本', '😀', '\u0001'],
    ],
    ['text', ['a half: \ud83d'], ['a half: \ufffd']],
    ['text', [Buffer.from('{"é":"\\n"}'), null, 'a'], ['{"é":"\\n"}', null, 'a']],
    ['json', ['{"a": [1, "\\""]}', null], ['{"a": [1, "\\""]}', null]],
    ['integer', [0, -0, -7, null], ['0', '0', '-7', null]],
    ['integer', [2_147_483_647, -2_147_483_648], ['2147483647', '-2147483648']],
    ['bigint', [-1, 9_007_199_254_740_991], ['-1', '9007199254740991']],
    ['bigint', [-9_007_199_254_740_991, null], ['-9007199254740991', null]],
    ['int8', [9_007_199_254_740_993n], ['9007199254740993']],
    ['bigint', [-(2n ** 63n), 2n ** 63n - 1n], ['-9223372036854775808', '9223372036854775807']],
    ['float8', [0.1, 1e300, -1.5e-7, null], ['0.1', '1e+300', '-1.5e-07', null]],
    ['float8', [Number.NaN, -Infinity, 5e-324], ['NaN', '-Infinity', '5e-324']],
    ['boolean', [true, false, null], ['true', 'false', null]],
    ['uuid', [...ids, null], [ids[0], 'abcdef01-2345-6789-abcd-ef0123456789', null]],
    ['date', ['2000-01-01', '2024-02-29', null], ['2000-01-01', '2024-02-29', null]],
    ['date', ['0001-01-01', '9999-12-31'], ['0001-01-01', '9999-12-31']],
    [
      'timestamptz',
      ['2000-01-01T00:00:00.000Z', '1999-12-31T23:59:59.999999Z', null],
      ['2000-01-01 00:00:00+00', '1999-12-31 23:59:59.999999+00', null],
    ],
  ])('says the same of %s %o', async (type, values, said) => {
    expect(await elements(type, values)).toEqual({ bytes: said, text: said });
  });

  test('takes what is not there for nothing', async () => {
    const said = [null, 'a'];
    expect(await elements('text', [undefined, 'a'])).toEqual({
      bytes: said,
      text: said,
    });
  });

  test('may have ten thousand elements, and so many bytes that the space for it grows', async () => {
    const values = Array.from({ length: 10_000 }, (_, at) => `${'wörter, "'.repeat(at % 9)}${at}`);
    expect(await elements('text', values)).toEqual({ bytes: values, text: values });
  });

  test('may have one element that is longer in bytes than the space for it is in characters', async () => {
    const values = ['日'.repeat(131_000)];
    expect(await elements('text', values)).toEqual({ bytes: values, text: values });
  });

  test('is not changed by the next one, which is written while it waits', () => {
    const first = arrayBytes(['a'], typeOf('text'));
    const copy = Buffer.from(first ?? []);
    arrayBytes(['b'], typeOf('text'));
    expect(first).toEqual(copy);
  });

  const days = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true };
  const near = { ...days, min: new Date('1800-01-01'), max: new Date('2199-12-31') };
  const day = fc.date(days).map((at) => at.toISOString().slice(0, 10));
  const milliseconds = fc.date(near).map((at) => at.toISOString());
  const microseconds = fc
    .tuple(milliseconds, fc.nat(999))
    .map(([at, rest]) => `${at.slice(0, -1)}${String(rest).padStart(3, '0')}Z`);
  const text = fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', ''));

  test.each<[string, fc.Arbitrary<unknown>]>([
    ['text', text],
    ['integer', fc.integer()],
    ['bigint', fc.oneof(fc.maxSafeInteger(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))],
    ['float8', fc.double().map((any) => (Object.is(any, -0) ? 0 : any))],
    ['boolean', fc.boolean()],
    ['uuid', fc.uuid()],
    ['date', day],
    ['timestamptz', fc.oneof(milliseconds, microseconds)],
  ])('says the same of any list of %s', async (type, any) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(any)), async (values) => {
        const { bytes, text } = await elements(type, values);
        expect(bytes).toEqual(text);
      }),
      { numRuns: 100 },
    );
  });
});

describe('A value that is not exactly of its type', () => {
  test.each([
    ['uuid', '0199d00000007000800000000000001'],
    ['uuid', '{0199d000-0000-7000-8000-000000000001}'],
    ['uuid', '0199d000-0000-7000-8000-00000000000g'],
    ['uuid', '0199d000-0000-7000-8000-0000000000ŀ0'],
    ['uuid', '0199d000-0000-7000-8000-00000000000ŀ'],
    ['uuid', '0199d000-0000-7000-8000_000000000001'],
    ['integer', 2_147_483_648],
    ['integer', 1.5],
    ['integer', '7'],
    ['bigint', 2 ** 63],
    ['bigint', 2n ** 63n],
    ['bigint', '7'],
    ['float8', '0.1'],
    ['boolean', 'true'],
    ['text', 7],
    ['date', '2026-02-29'],
    ['date', '1900-02-29'],
    ['date', '2026-13-01'],
    ['date', '2026-00-01'],
    ['date', '2026-01-00'],
    ['date', '2026-04-31'],
    ['date', '0000-01-01'],
    ['date', '2026/01/01'],
    ['date', '2026-01-01 BC'],
    ['date', 'infinity'],
    ['timestamptz', 'infinity'],
    ['timestamptz', '2026-01-01T00:00:00Z'],
    ['timestamptz', '2026-01-01T00:00:00.000'],
    ['timestamptz', '2026-01-01T00:00:00.0000Z'],
    ['timestamptz', '2026-01-01 00:00:00.000Z'],
    ['timestamptz', '2026-01-01T00:00:00.000+02:00'],
    ['timestamptz', '2026-01-01T24:00:00.000Z'],
    ['timestamptz', '2026-01-01T00:60:00.000Z'],
    ['timestamptz', '2026-01-01T00:00:60.000Z'],
    ['timestamptz', '2026-02-30T00:00:00.000Z'],
    ['timestamptz', '2500-01-01T00:00:00.000Z'],
    ['text', { a: 1 }],
  ])('is left to PostgreSQL: %s %s', (type, value) => {
    expect(arrayBytes([null, value], typeOf(type))).toBeUndefined();
  });

  test('is our bug when it is no single value at all', () => {
    expect(() => arrayText([['a']])).toThrow('a list holds texts, numbers and truth values');
  });
});
