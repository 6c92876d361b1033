import { describe, expect, onTestFinished, test } from 'vitest';
import { testServer } from '#shared/testing/database.ts';
import type { Database } from './database.ts';
import { postgresDatabase } from './postgres.ts';
import { statementOf } from './postgres-statements.ts';

function database(): Database {
  const opened = postgresDatabase({ url: testServer().url, poolMax: 1 });
  onTestFinished(() => opened.close());
  return opened;
}

/** How each value goes over. */
function forms(text: string, values: readonly unknown[]): unknown[] {
  return (statementOf(text, values, true).values ?? []).map((value) =>
    Buffer.isBuffer(value) ? 'bytes' : value,
  );
}

describe('A parameter that is a list', () => {
  const id = '0199d000-0000-7000-8000-000000000001';

  test('goes over in binary, and what is no list as it is', () => {
    const text = 'select $1::uuid[], $2::uuid, $3::text[], $10::integer[], $1::uuid[]';
    const values = [[id], id, ['a'], ...Array(6).fill(null), [1]];
    expect(forms(text, values)).toEqual(['bytes', id, 'bytes', ...Array(6).fill(null), 'bytes']);
  });

  test('goes over as text when one of its values is not exactly of its type', () => {
    const lists = [[id], [id, 'a "b"', null]];
    expect(forms('select $1::uuid[], $2::uuid[]', lists)).toEqual([
      'bytes',
      `{"${id}","a \\"b\\"",NULL}`,
    ]);
  });

  test.each([
    ['select any($1)', '$1 is a list'],
    ['select $1::uuid, $2::uuid[]', '$1 is a list'],
    ['select $1::tsquery[]', '$1 is a list'],
    ['select $1::uuid[], $1::text[]', '$1 is two things'],
  ])(
    'is our bug without a cast that says of what, and the bug names the statement: %s',
    (text, why) => {
      expect(() => statementOf(text, [[id]], true)).toThrow(why);
      expect(() => statementOf(text, [[id]], true)).toThrow(text);
    },
  );

  test.each([
    ['uuid', 'no uuid', '22P02'],
    ['integer', 2 ** 31, '22003'],
    ['date', '2026-02-30', '22008'],
    ['timestamptz', 'yesterday evening', '22007'],
    ['text', 'nothing: \0', '22021'],
    ['json', '{', '22P02'],
  ])(
    'of %s with %j in it is refused as data, and the connection goes on',
    async (type, value, sqlState) => {
      const opened = database();
      const send = (list: unknown[]) =>
        opened.read([], (sql) => sql.rows(`select cardinality($1::${type}[]) as length`, [list]));
      await expect(send([value])).rejects.toMatchObject({ name: 'DatabaseRefused', sqlState });
      expect(await send([null])).toEqual([{ length: 1 }]);
    },
  );

  test('and its like in one statement after another keep their values, sent in one packet', async () => {
    const lists = Array.from({ length: 50 }, (_, at) => [`${at}`, 'é'.repeat(at)]);
    const answers = await database().read([], (sql) =>
      Promise.all(lists.map((list) => sql.rows('select $1::text[] as list', [list]))),
    );
    expect(answers).toEqual(lists.map((list) => [{ list }]));
  });
});
