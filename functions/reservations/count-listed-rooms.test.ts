/** From the list of rooms to what is sold, as a hotel sees it: by two contexts, their facts and one writer. */
import { expect, test } from 'vitest';
import { type Answer, type Desk, day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

const double = {
  ...{ name: 'Double', description: '', beds: [], occupancy: null },
  ...{ connecting: false, roomsListed: true },
};
const room = { roomType: 'DBL', floor: null, features: [], connectsTo: [], active: true };

function put(desk: Desk, path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return desk.send('PUT', path, { body: JSON.stringify(body), headers });
}

async function opened(physical: number): Promise<string> {
  const path = await the.open(physical);
  await soon(async () => expect((await the.house.desk.get(path)).status).toBe(200));
  return path;
}

async function left(path: string, roomType: string): Promise<number | undefined> {
  const { body } = await the.house.desk.get(`${path}/availability?from=${day(0)}&to=${day(1)}`);
  const found = body.roomTypes.find(({ code }: { code: string }) => code === roomType);
  return found?.nights[0].left;
}

test('H1 H2 What is listed is what is sold, and no room is sold that does not stand', async () => {
  const path = await opened(5);
  const { desk } = the.house;
  await put(desk, `${path}/rooms/101`, room);
  await put(desk, `${path}/rooms/102`, room);
  expect(await left(path, 'DBL')).toBe(5);
  await put(desk, `${path}/room-types/DBL`, double);
  await soon(async () => expect(await left(path, 'DBL')).toBe(2));
  expect((await desk.post(`${path}/reservations`, stay(0, 1))).status).toBe(201);
  expect((await desk.post(`${path}/reservations`, stay(0, 1))).status).toBe(201);
  const third = await desk.post(`${path}/reservations`, stay(0, 1));
  expectRefusal(third, 409, { code: 'no_room', nights: [day(0)] });
  await put(desk, `${path}/rooms/102`, { ...room, active: false });
  await soon(async () => {
    const { body } = await desk.get(`${path}/work-items?status=open`);
    expect(body.workItems.map(({ id }: { id: string }) => id)).toEqual(
      [`${day(0)}.DBL.limit_reduced`, `${day(0)}.house.limit_reduced`].slice(
        0,
        body.workItems.length,
      ),
    );
    expect(body.workItems.length).toBeGreaterThan(0);
  });
});

test('H1 A room type that came later is sold once its rooms are listed', async () => {
  const path = await opened(5);
  const { desk } = the.house;
  await put(desk, `${path}/room-types/FAM`, { ...double, name: 'Family' });
  await put(desk, `${path}/rooms/201`, { ...room, roomType: 'FAM' });
  await soon(async () => expect(await left(path, 'FAM')).toBe(1));
  const booked = await desk.post(`${path}/reservations`, stay(0, 1, 'FAM'));
  expect(booked.status).toBe(201);
  const again = await desk.post(`${path}/reservations`, stay(0, 1, 'FAM'));
  expectRefusal(again, 409, { code: 'no_room', nights: [day(0)] });
});
