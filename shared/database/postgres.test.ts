import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await testDatabase();
});
afterAll(() => house.close());

describe('a column value', () => {
  test('reaches the code unrounded and sortable', async () => {
    const rows = await house.database('serai').read([], (sql) =>
      sql.rows(`select 9007199254740991::int8 as "int8", '1.10'::numeric as "numeric",
        '2026-02-28'::date as "date", '2026-01-02T03:04:05Z'::timestamptz as "instant",
        '2026-01-02T03:04:05.123456Z'::timestamptz as "micros", array[1,2]::int8[] as "int8s"`),
    );
    expect(rows).toStrictEqual([
      {
        int8: 9007199254740991,
        numeric: '1.10',
        date: '2026-02-28',
        instant: '2026-01-02T03:04:05.000Z',
        micros: '2026-01-02T03:04:05.123456Z',
        int8s: [1, 2],
      },
    ]);
  });
});
