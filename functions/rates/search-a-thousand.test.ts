import { expect, test } from 'vitest';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';
import { price, priced, put, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();
const others = 999;
const asked = {
  ...{ city: 'Wien', arrival: `${year}-06-10`, departure: `${year}-06-13`, adults: 2, limit: 100 },
};

/** Rows of one property once more for every other one. */
async function copied(table: string, propertyId: string): Promise<void> {
  const { owner } = the.house;
  const { rows } = await owner.query<{ name: string }>(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
    [table],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => (name === 'property_id' ? 'others.id' : `one.${name}`));
  await owner.query(
    `insert into ${table} (${names.join()}) select ${values.join()} from ${table} one, others where one.property_id = $1`,
    [propertyId],
  );
}

test('H6 A search over a thousand properties finds the cheapest with a room left', async () => {
  const path = await priced(the);
  const { desk, owner, tenantId } = the.house;
  const seasons = Array.from({ length: 40 }, (_, at) => ({
    ...{ ratePlan: 'BAR', roomType: at % 2 === 0 ? 'DBL' : 'STE' },
    ...{
      from: `${year}-06-${String(1 + Math.floor(at / 2)).padStart(2, '0')}`,
      to: `${year}-09-01`,
    },
    price: at % 2 === 0 ? price(9_000 + at, 11_000 + at) : price(19_000 + at, 21_000 + at),
  }));
  expect((await desk.post(`${path}/prices`, { prices: seasons })).status).toBe(200);
  const details = {
    ...{ name: 'Inn', locale: 'de-AT', checkInFrom: '15:00', checkOutUntil: '11:00' },
    ...{ address: { lines: ['Ring 1'], city: 'Wien', country: 'AT' }, taxEnvironment: 'AT' },
  };
  expect((await put(desk, path, details)).status).toBe(200);
  const propertyId = path.split('/').at(-1) ?? '';
  await soon(async () => {
    const found = await owner.query('select from rates.places where property_id = $1', [
      propertyId,
    ]);
    expect(found.rowCount).toBe(1);
  });
  await owner.query(
    'create temp table others as select gen_random_uuid() id from generate_series(1, $1)',
    [others],
  );
  for (const table of ['price_lists', 'rate_plans', 'price_calendars', 'places'])
    await copied(`rates.${table}`, propertyId);
  await copied('reservations.properties', propertyId);
  // Of every second one the doubles are sold on the second night, and of every fourth the suites.
  await owner.query(
    `insert into reservations.nights
     select $1, id, type, $2, 3, 0, null, false, 3, 0
     from (select id, row_number() over (order by id) n from others) o,
       (values ('DBL', 2), ('STE', 4)) sold (type, every)
     where n % every = 0`,
    [tenantId, `${year}-06-11`],
  );
  const search = async (more: object = {}) => {
    const answer = await desk.post('/v1/property-searches', { ...asked, ...more });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  const found: { readonly roomType: string; readonly propertyId: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({ cursor });
    found.push(...page.properties);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(new Set(found.map(({ propertyId: id }) => id)).size).toBe(found.length);
  // 499 of the 999 have no double left, and 249 of these no suite.
  expect(found.map(({ roomType }) => roomType)).toEqual([
    ...Array<string>(1_000 - 499).fill('DBL'),
    ...Array<string>(499 - 249).fill('STE'),
  ]);
});
