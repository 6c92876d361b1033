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

  test('of the house is all that is kept of the house; its rooms are the sum of its types’', async () => {
    const path = await the.open(2);
    const rows = async () => {
      const { rows: kept } = await the.house.owner.query(
        `select room_type, sell_limit, sold from reservations.nights
         where property_id = $1 order by room_type collate "C"`,
        [path.split('/').at(-1)],
      );
      return kept.map(({ room_type, sell_limit, sold }) => [room_type, sell_limit, sold]);
    };
    await the.booked(path, 0, 1, 'DBL');
    expect(await rows()).toEqual([['DBL', null, 1]]);
    const limit = { from: day(0), to: day(1), roomType: null };
    await the.house.desk.post(`${path}/sell-limits`, { ...limit, rooms: 3 });
    await the.booked(path, 0, 1, 'STE');
    const ofTypes = [
      ['DBL', null, 1],
      ['STE', null, 1],
    ];
    expect(await rows()).toEqual([...ofTypes, ['house', 3, 0]]);
    const availability = `${path}/availability?from=${day(0)}&to=${day(1)}`;
    const house = { physical: 4, sold: 2 };
    const limited = await the.house.desk.get(availability);
    expect(limited.body.house).toMatchObject([{ ...house, sellLimit: 3, left: 1 }]);
    await the.house.desk.post(`${path}/sell-limits`, { ...limit, rooms: null });
    expect(await rows()).toEqual([...ofTypes, ['house', null, 0]]);
    const free = await the.house.desk.get(availability);
    expect(free.body.house).toMatchObject([{ ...house, sellLimit: null, left: 2 }]);
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
