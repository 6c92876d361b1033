import { describe, expect, test } from 'vitest';
import { day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Setting how many may be sold', () => {
  test('counts on the nights of its range and on no other', async () => {
    const path = await the.open(3);
    const body = { from: day(0), to: day(2), roomType: 'DBL', rooms: 4, hard: true };
    const answer = await the.house.desk.post(`${path}/sell-limits`, body);
    expect([answer.status, answer.body]).toEqual([200, body]);
    const nights = await the.house.desk.get(`${path}/availability?from=${day(0)}&to=${day(3)}`);
    const [first, second, third] = nights.body.roomTypes[0].nights;
    const changed = { sellLimit: 4, hard: true, left: 4 };
    expect(first).toMatchObject(changed);
    expect(second).toMatchObject(changed);
    expect(third).toMatchObject({ physical: 3, outOfOrder: 0, sellLimit: null, left: 3 });
  });

  test('is refused for a night that is closed and a room type that is not there', async () => {
    const path = await the.open(3);
    const body = { from: day(0), to: day(2), roomType: 'DBL', rooms: 4, hard: true };
    const past = await the.house.desk.post(`${path}/sell-limits`, { ...body, from: day(-1) });
    expectRefusal(past, 422, { code: 'night_closed' });
    const unknown = await the.house.desk.post(`${path}/sell-limits`, { ...body, roomType: 'XXX' });
    expectRefusal(unknown, 422, { code: 'room_type_unknown' });
  });

  test('of the house binds all room types together, until it is taken away', async () => {
    const path = await the.open(1);
    const limit = (rooms: number | null) =>
      the.house.desk.post(`${path}/sell-limits`, {
        ...{ from: day(0), to: day(1), roomType: null, rooms },
      });
    expect((await limit(1)).status).toBe(200);
    await the.booked(path, 0, 1, 'DBL');
    const full = await the.house.desk.post(`${path}/reservations`, stay(0, 1, 'STE'));
    expectRefusal(full, 409, { code: 'no_room', nights: [day(0)] });
    expect((await limit(null)).status).toBe(200);
    await the.booked(path, 0, 1, 'STE');
  });

  test('that is hard binds who flags as well, and puts the one turned away on the work list', async () => {
    const path = await the.open(1);
    const limit = { from: day(0), to: day(1), roomType: 'DBL', rooms: 0, hard: true };
    await the.house.desk.post(`${path}/sell-limits`, limit);
    const refused = await the.house.channel.post(`${path}/reservations`, stay(0, 1));
    expectRefusal(refused, 409, { code: 'no_room', nights: [day(0)] });
    const { body } = await the.house.desk.get(`${path}/work-items`);
    expect(body.workItems).toMatchObject([{ kind: 'turned_away', nights: [day(0)] }]);
  });
});
