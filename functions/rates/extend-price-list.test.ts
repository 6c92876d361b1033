import { expect, test } from 'vitest';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';
import { price, priced, put, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();

const family = {
  ...{ name: 'Family room', description: '', beds: [], occupancy: null },
  ...{ connecting: false, roomsListed: false },
};

test('H5 A room type that came after the opening can be priced and quoted; one that is described again changes nothing', async () => {
  const path = await priced(the);
  const { desk } = the.house;
  const line = {
    ...{ ratePlan: 'BAR', roomType: 'FAM', from: `${year}-06-01`, to: `${year}-09-01` },
    price: price(9_000, 15_000),
  };
  const set = () => desk.post(`${path}/prices`, { prices: [line] });
  expectRefusal(await set(), 422, {
    ...{ code: 'room_type_unknown', line: 0, roomType: 'FAM' },
  });
  expect((await put(desk, `${path}/room-types/FAM`, family)).status).toBe(200);
  await soon(async () => expect((await set()).status).toBe(200));
  const stay = { arrival: `${year}-06-10`, departure: `${year}-06-11`, adults: 2 };
  const { body } = await desk.post(`${path}/quotes`, { ...stay, ratePlan: 'BAR', roomType: 'FAM' });
  // Priced, and none of its rooms is in the list yet.
  expect(body.declined).toEqual([
    {
      ...{ ratePlan: 'BAR', roomType: 'FAM', mealPlan: 'room_only' },
      reasons: [{ code: 'soldOut', night: stay.arrival }],
    },
  ]);

  const before = (await desk.get(`${path}/taxes`)).headers.get('etag');
  expect((await put(desk, `${path}/room-types/FAM`, { ...family, name: 'Family' })).status).toBe(
    200,
  );
  expect((await put(desk, `${path}/room-types/ATT`, family)).status).toBe(200);
  await soon(async () => {
    const after = (await desk.get(`${path}/taxes`)).headers.get('etag');
    expect([before, after]).toEqual(['"7"', '"8"']);
  });
});

test('A room is offered to as many as may sleep in it, and to no more, by the day too', async () => {
  const path = await priced(the);
  const { desk } = the.house;
  const occupancy = { standard: 2, maximum: 2, adultsMax: 2, childrenMax: 1 };
  const [arrival, departure] = [`${year}-06-10`, `${year}-06-11`];
  const asked = async (adults: number, childrenAges: readonly number[]) => {
    const { body } = await desk.post(`${path}/quotes`, {
      ...{ arrival, departure, adults, childrenAges, ratePlan: 'BAR' },
    });
    const [declined] = body.declined;
    return declined === undefined ? body.offers.length : declined.reasons;
  };
  const children = [{ ageFrom: 0, ageTo: 12, amountMinor: 0 }];
  const line = {
    ...{ ratePlan: 'BAR', roomType: 'DBL', from: arrival, to: departure },
    price: { adultsMinor: [9_000, 10_995, 12_000], children },
  };
  expect((await desk.post(`${path}/prices`, { prices: [line] })).status).toBe(200);
  expect(await asked(3, [])).toBe(1);
  const double = { ...family, name: 'Double', occupancy };
  expect((await put(desk, `${path}/room-types/DBL`, double)).status).toBe(200);
  const tooMany = (value: number) => [{ code: 'maximumOccupancy', night: arrival, value }];
  await soon(async () => expect(await asked(3, [])).toEqual(tooMany(2)));
  expect(await asked(1, [5, 7])).toEqual(tooMany(1));
  expect(await asked(2, [5])).toEqual(tooMany(2));
  expect(await asked(1, [5])).toBe(1);
  const range = `from=${arrival}&to=${departure}`;
  const lowest = async (adults: number) =>
    (await desk.get(`${path}/lowest-prices?${range}&adults=${adults}`)).body.nights[0].lowest;
  expect([await lowest(3), (await lowest(2)).roomType]).toEqual([undefined, 'DBL']);
});
