import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Setting rooms out of order', () => {
  test('counts on the nights of its range and on no other', async () => {
    const path = await the.open(3);
    const body = { from: day(0), to: day(2), roomType: 'DBL', rooms: 1 };
    const answer = await the.house.desk.post(`${path}/out-of-order-periods`, body);
    expect([answer.status, answer.body]).toEqual([200, body]);
    const nights = await the.house.desk.get(`${path}/availability?from=${day(0)}&to=${day(3)}`);
    const [first, second, third] = nights.body.roomTypes[0].nights;
    const changed = { outOfOrder: 1, left: 2 };
    expect(first).toMatchObject(changed);
    expect(second).toMatchObject(changed);
    expect(third).toMatchObject({ physical: 3, outOfOrder: 0, sellLimit: null, left: 3 });
  });

  test('is refused for a night that is closed and a room type that is not there', async () => {
    const path = await the.open(3);
    const body = { from: day(0), to: day(2), roomType: 'DBL', rooms: 1 };
    const past = await the.house.desk.post(`${path}/out-of-order-periods`, {
      ...body,
      from: day(-1),
    });
    expectRefusal(past, 422, { code: 'night_closed' });
    const unknown = await the.house.desk.post(`${path}/out-of-order-periods`, {
      ...body,
      roomType: 'XXX',
    });
    expectRefusal(unknown, 422, { code: 'room_type_unknown' });
  });

  test('puts nights that are short of rooms now on the work list', async () => {
    const path = await the.open(1);
    await the.booked(path, 0, 1);
    const body = { from: day(0), to: day(1), roomType: 'DBL', rooms: 1 };
    await the.house.desk.post(`${path}/out-of-order-periods`, body);
    const { body: list } = await the.house.desk.get(`${path}/work-items?status=open`);
    expect(list.workItems).toMatchObject([
      { kind: 'night', roomType: 'DBL', nights: [day(0)], rooms: 1 },
    ]);
  });
});
