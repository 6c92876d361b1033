/** What every way to a PostgreSQL does with lists: they reach the server as they were, or are refused as data. */
import { expect, test } from 'vitest';
import type { Database } from '../database.ts';

const ids = ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002'];

export function lists(opened: () => Database): void {
  test('reaches the server as it was, whatever it is of', async () => {
    const sent = {
      uuids: [ids[0], null, ids[1]],
      texts: ['', 'NULL', '"\\', 'höflich, 日本', null],
      integers: [-1, 2_147_483_647],
      bigints: [9_007_199_254_740_991, null],
      dates: ['2024-02-29', '1999-12-31'],
      instants: ['2026-01-02T03:04:05.678Z', null, '1999-12-31T23:59:59.999999Z'],
      truths: [true, false],
      floats: [0.1, -1e300],
      none: [],
      long: Array.from({ length: 10_000 }, (_, at) => at),
    };
    const rows = await opened().read([], (sql) =>
      sql.rows(
        `select $1::uuid[]::text[] as uuids, $2::text[] as texts, $3::integer[] as integers,
           $4::bigint[] as bigints, $5::date[] as dates, $6::timestamptz[] as instants,
           $7::boolean[] as truths, $8::float8[] as floats, $9::text[] as none, $10::integer[] as long`,
        Object.values(sent),
      ),
    );
    expect(rows).toStrictEqual([sent]);
  });

  test('is refused as data for a value that is none of its type, and the next one is not', async () => {
    const send = (list: readonly unknown[]) =>
      opened().read([], (sql) => sql.rows('select cardinality($1::uuid[]) as length', [list]));
    await expect(send([ids[0], 'nobody'])).rejects.toMatchObject({
      name: 'DatabaseRefused',
      sqlState: '22P02',
    });
    expect(await send(ids)).toStrictEqual([{ length: 2 }]);
  });
}
