import { expect, test } from 'vitest';
import { PropertyId } from '#schema/values.ts';
import { keptMaps } from '#shared/cache/kept.ts';
import type { Sql } from '#shared/database/database.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';
import { price, priced, year } from '../../scripts/testing/price-list.ts';
import { keptLists, readPriceList } from './price-lists.ts';

const the = inHouse();

test('A price list is read once for each of its versions, and never shown to another tenant', async () => {
  const path = await priced(the);
  const { tenantId, database: at } = the.house;
  const propertyId = PropertyId.parse(path.split('/').at(-1));
  const database = postgresDatabase({
    ...{ url: at.url, role: 'serai_rates', schema: 'rates', poolMax: 1 },
  });
  const kept = keptLists({ kept: keptMaps() });
  const read = async (tenant = tenantId) => {
    let statements = 0;
    const list = await database.read([tenant], (sql) => {
      const counted: Sql = {
        ...sql,
        rows: (text, values) => {
          statements += 1;
          return sql.rows(text, values);
        },
      };
      return readPriceList(counted, { tenantId: tenant, propertyId }, kept);
    });
    return [statements, list?.head.version, list?.list.prices[0]?.calendar.length];
  };
  try {
    expect(await read()).toEqual([5, 5, 1]);
    expect(await read()).toEqual([1, 5, 1]);
    const line = {
      ...{ ratePlan: 'BAR', roomType: 'DBL', from: `${year}-07-01`, to: `${year}-07-02` },
      price: price(1, 2),
    };
    await the.house.desk.post(`${path}/prices`, { prices: [line] });
    expect(await read()).toEqual([5, 6, 3]);
    expect(await read()).toEqual([1, 6, 3]);
    expect(await read(crypto.randomUUID())).toEqual([1, undefined, undefined]);
  } finally {
    await database.close();
  }
});
