/** CPU time of the lowest prices of 366 nights over 20 rate plans and 10 room types, beside SQL over a row for each night. */
import assert from 'node:assert/strict';
import { dateOfDay } from '#schema/values.ts';
import { lowestPrices } from '../../functions/rates/domain/price-calendar.ts';
import { besideSql } from './beside-sql.ts';
import type { BenchOptions, Figure } from './figure.ts';
import { firstDay, largeHotel, priceListOf } from './price-list.ts';
import { sqlPrices } from './price-rows.ts';

const nights = 366;

const threeLeft = new Array<number>(nights).fill(3);

interface Row {
  readonly night: string;
  readonly lowest: number;
}

export async function bench(options: BenchOptions): Promise<Figure> {
  const list = priceListOf(largeHotel, 7);
  const rival = await sqlPrices([list], [], firstDay);
  const ours = (at: number) => {
    const from = firstDay + (at % (largeHotel.days - nights));
    const days = [from, from + nights] as const;
    return lowestPrices(list, days, { adults: 2, childrenAges: [] }, () => threeLeft);
  };
  const sql = (at: number) => {
    const from = firstDay + (at % (largeHotel.days - nights));
    return rival.rows<Row>('calendar', from, from + nights);
  };
  try {
    const told = ours(0).flatMap((lowest, at) =>
      lowest === undefined ? [] : [{ night: dateOfDay(firstDay + at), lowest: lowest.amountMinor }],
    );
    assert(told.length > 0, 'nights are sold');
    assert.deepEqual(told, await sql(0));
    return await besideSql(
      {
        ...{ ours, sql, rival, ofOurs: 40, ofSql: 2, goalMs: 5 },
        unit: 'CPU ms, 366 nights × 20 plans × 10 types',
      },
      options,
    );
  } finally {
    await rival.stop();
  }
}
