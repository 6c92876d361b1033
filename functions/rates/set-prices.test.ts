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

describe('H5 Prices', () => {
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

  const june10 = { ...june, from: `${year}-06-10`, to: `${year}-06-20` };
  const crossing = { ...june10, to: `${year}-07-10` };
  test.each([
    ['that cross', [june, crossing], '/prices/1/from'],
    ['that are the same', [june, june], '/prices/1/from'],
    ['of which the later hides the earlier', [june10, june], '/prices/1/from'],
    [
      'for days of the week that cross',
      [
        { ...june, weekdays: [5, 6] },
        { ...june, weekdays: [6, 7] },
      ],
      '/prices/1/from',
    ],
    [
      'that cross on one night',
      [june10, { ...june10, from: `${year}-06-19`, to: `${year}-06-21` }],
      '/prices/1/from',
    ],
  ])('%s are refused at the door, and none is set', async (_, lines, pointer) => {
    await refusedAtDoor(
      lines.map((line, at) => ({ ...line, price: price(at + 1) })),
      pointer,
    );
  });

  test('whose lines lie within earlier ones, or beside them, are set', async () => {
    const path = await priced(the);
    const friday = firstOf(5);
    const lines = [
      june,
      { ...june, weekdays: [5, 6] },
      { ...june, roomType: 'STE', from: `${year}-06-25`, to: `${year}-07-05` },
      june10,
      { ...june, from: `${year}-07-01`, to: `${year}-07-02` },
      { ...june10, from: `${year}-06-15`, to: `${year}-06-16` },
    ];
    const prices = lines.map((line, at) => ({ ...line, price: price(at + 1) }));
    expect((await the.house.desk.post(`${path}/prices`, { prices })).status).toBe(200);
    expect(await total(path, friday)).toBe(2);
    expect(await total(path, `${year}-06-15`)).toBe(6);
    expect(await total(path, `${year}-06-16`)).toBe(4);
  });

  test.each([
    ['a currency', { currency: 'USD' }, 'currency'],
    ['nobody', { adultsMinor: [] }, 'adultsMinor'],
    ['less than nothing', { adultsMinor: [-1] }, 'adultsMinor/0'],
    ['half a cent', { adultsMinor: [99.5] }, 'adultsMinor/0'],
    ['text', { adultsMinor: ['9900'] }, 'adultsMinor/0'],
    ['more than money', { adultsMinor: [1e15] }, 'adultsMinor/0'],
    [
      'ages that overlap',
      {
        children: [
          { ageFrom: 0, ageTo: 6, amountMinor: 0 },
          { ageFrom: 6, ageTo: 11, amountMinor: 1 },
        ],
      },
      'children',
    ],
    [
      'an age that ends before it begins',
      { children: [{ ageFrom: 6, ageTo: 5, amountMinor: 0 }] },
      'children/0/ageTo',
    ],
  ])('with %s are refused at the door, and none is set', async (_, wrong, field) => {
    const line = { ...june10, price: { ...price(1), ...wrong } };
    await refusedAtDoor(
      [{ ...june, to: june10.from, price: price(1) }, line],
      `/prices/1/price/${field}`,
    );
  });

  async function refusedAtDoor(prices: readonly object[], pointer: string): Promise<void> {
    const path = await priced(the);
    const answer = await the.house.desk.post(`${path}/prices`, { prices });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      pointer,
    ]);
    expect(await total(path, `${year}-06-05`)).toBe(9_000);
    expect(await total(path, `${year}-06-19`)).toBe(9_000);
  }

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
