import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { daysAfter, price, priced, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();
const june = { ratePlan: 'BAR', roomType: 'DBL', from: `${year}-06-01`, to: `${year}-07-01` };

async function total(path: string, night: string): Promise<number | undefined> {
  const departure = daysAfter(night, 1);
  const asked = { arrival: night, departure, adults: 1, ratePlan: 'BAR', purpose: 'business' };
  const { body } = await the.house.desk.post(`${path}/quotes`, asked);
  return body.offers[0]?.totalMinor;
}

/** The first day of June that is this day of the week. */
function firstOf(weekday: number): string {
  const first = Date.UTC(year, 5, 1);
  const at = new Date(first).getUTCDay() || 7;
  return new Date(first + ((weekday - at + 7) % 7) * 86_400_000).toISOString().slice(0, 10);
}

describe('Prices', () => {
  test('are those of the last line that names a night: weekends, then one night', async () => {
    const path = await priced(the);
    const friday = firstOf(5);
    const next = daysAfter(friday, 1);
    const prices = [
      { ...june, price: price(5_000) },
      { ...june, weekdays: [5, 6], price: price(7_000) },
      { ...june, from: friday, to: next, price: price(9_999) },
    ];
    const set = await the.house.desk.post(`${path}/prices`, { prices });
    expect([set.status, set.body]).toEqual([200, { lines: 3 }]);
    expect(await total(path, friday)).toBe(9_999);
    expect(await total(path, firstOf(6))).toBe(7_000);
    expect(await total(path, firstOf(7))).toBe(5_000);
    expect(await total(path, `${year}-07-01`)).toBe(9_000);
  });

  test('are taken away by null, on the nights that are named', async () => {
    const path = await priced(the);
    const line = { ...june, from: `${year}-06-10`, to: `${year}-06-11`, price: null };
    await the.house.desk.post(`${path}/prices`, { prices: [line] });
    expect(await total(path, `${year}-06-09`)).toBe(9_000);
    expect(await total(path, `${year}-06-10`)).toBeUndefined();
    expect(await total(path, `${year}-06-11`)).toBe(9_000);
  });

  test('are set all or not at all: the line that is wrong is named', async () => {
    const path = await priced(the);
    const good = { ...june, price: price(1) };
    const refused = async (line: object, code: string, details: object) =>
      expectRefusal(
        await the.house.desk.post(`${path}/prices`, { prices: [good, { ...good, ...line }] }),
        422,
        { code, line: 1, ...details },
      );
    await refused({ ratePlan: 'NONE' }, 'rate_plan_unknown', { ratePlan: 'NONE' });
    await refused({ ratePlan: 'NRF' }, 'rate_plan_derived', { ratePlan: 'NRF' });
    await refused({ roomType: 'XXL' }, 'room_type_unknown', { roomType: 'XXL' });
    expect(await total(path, `${year}-06-10`)).toBe(9_000);
  });

  test('of a year, seven days of ten seasons for each room type, leave one fact', async () => {
    const path = await priced(the);
    const months = Array.from({ length: 10 }, (_, at) => String(at + 1).padStart(2, '0'));
    const prices = months.flatMap((month, at) =>
      ['DBL', 'STE'].flatMap((roomType) =>
        [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
          ...{ ratePlan: 'BAR', roomType, weekdays: [weekday], price: price(1_000 * at + weekday) },
          ...{ from: `${year}-${month}-01`, to: `${year}-${month}-28` },
        })),
      ),
    );
    const set = await the.house.desk.post(`${path}/prices`, { prices });
    expect(set.body).toEqual({ lines: 140 });
    expect(await total(path, firstOf(3))).toBe(5_003);
    const { rows } = await the.house.owner.query(
      `select count(*)::integer as facts from rates.events
       where subject = $1 and type = 'prices.set.v1' and data::jsonb -> 'version' = '6'`,
      [path.split('/').at(-1)],
    );
    expect(rows).toEqual([{ facts: 1 }]);
  });
});
