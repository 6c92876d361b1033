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
  expect(body.offers.map(({ roomType }: { roomType: string }) => roomType)).toEqual(['FAM']);

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
