/** What PostgreSQL reads of parameters that were sent in one piece is what was given. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { testServer } from '#shared/testing/database.ts';
import type { Database } from './database.ts';
import { postgresDatabase } from './postgres.ts';
import { bindMessage } from './postgres-bind.ts';

function database(): Database {
  const opened = postgresDatabase({ url: testServer().url, poolMax: 1 });
  onTestFinished(() => opened.close());
  return opened;
}

describe('Parameters', () => {
  const text = 'àé漢😀 "\\';

  test('of every kind arrive as they were given', async () => {
    const bytes = Buffer.from([0, 1, 255]);
    const long = text.repeat(30_000);
    const values = [text, '', long, null, undefined, 7, true, bytes, Buffer.alloc(0), [text, null]];
    const [row] = await database().read([], (sql) =>
      sql.rows(
        `select $1::text as text, $2::text as empty, $3::text as long, $4::text as null, $5::text as absent,
                $6::integer as number, $7::boolean as truth, $8::bytea as bytes, $9::bytea as none, $10::text[] as list`,
        values,
      ),
    );
    expect(row).toEqual({
      ...{ text, empty: '', long, null: null, absent: null, number: 7, truth: true },
      ...{ bytes, none: Buffer.alloc(0), list: [text, null] },
    });
  });

  test('are as many as there are, none of them too', async () => {
    const numbers = Array.from({ length: 300 }, (_, at) => String(at));
    const sum = numbers.map((_, at) => `$${at + 1}::integer`).join(' + ');
    const opened = database();
    const of = async (statement: string, values: readonly unknown[]) =>
      (await opened.read([], (sql) => sql.rows<{ sum: number }>(statement, values)))[0]?.sum;
    expect(await of(`select ${sum} as sum`, numbers)).toBe((299 * 300) / 2);
    expect(await of('select 7 as sum', [])).toBe(7);
  });

  test('are 65,535 at most', () => {
    const many = (count: number) => () => bindMessage({ values: Array(count).fill(null) });
    expect(many(65_535)).not.toThrow();
    expect(many(65_536)).toThrow(RangeError);
  });

  test('that no type can read are refused, and the connection goes on', async () => {
    const opened = database();
    const number = (value: unknown) =>
      opened.read([], (sql) => sql.rows('select $1::integer as number', [value]));
    await expect(number('seven')).rejects.toMatchObject({ sqlState: '22P02' });
    const itself: Record<string, unknown> = {};
    itself['self'] = itself;
    await expect(number(itself)).rejects.toThrow('circular');
    expect(await number(7)).toEqual([{ number: 7 }]);
  });
});

test('A message is exactly as long as it says', () => {
  const values = ['é', null, Buffer.from('ab')];
  const message = bindMessage({ statement: 's', values });
  expect(message.toString('latin1')).toBe(
    [
      'B\0\0\0\x25\0s\0',
      '\0\x03\0\0\0\0\0\x01',
      `\0\x03\0\0\0\x02${Buffer.from('é').toString('latin1')}\xff\xff\xff\xff\0\0\0\x02ab`,
      '\0\x01\0\0',
    ].join(''),
  );
  expect(message.readInt32BE(1)).toBe(message.length - 1);
});
