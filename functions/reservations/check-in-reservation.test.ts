import { describe, expect, test } from 'vitest';
import { day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Checking in', () => {
  test('brings the guest into the house', async () => {
    const { path: of } = await the.booked(await the.open());
    const { status, body, headers } = await the.house.desk.post(`${of}/check-ins`, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'in_house', version: 2, roomType: 'DBL' });
    expect(body).not.toHaveProperty('assignedRoomType');
    expect(headers.get('etag')).toBe('"2"');
  });

  test('into another room type takes its nights instead of the booked ones', async () => {
    const path = await the.open(1);
    const { path: of } = await the.booked(path, 0, 1);
    const upgraded = await the.house.desk.post(`${of}/check-ins`, { assignedRoomType: 'STE' });
    expect(upgraded.body).toMatchObject({ roomType: 'DBL', assignedRoomType: 'STE' });
    const { body } = await the.house.desk.get(`${path}/availability?from=${day(0)}&to=${day(1)}`);
    const sold = body.roomTypes.map((type: { nights: { sold: number }[] }) => type.nights[0]?.sold);
    expect(sold).toEqual([0, 1]);
  });

  test('is refused on another day, with what may be done instead', async () => {
    const { path: of } = await the.booked(await the.open(), 1);
    expectRefusal(await the.house.desk.post(`${of}/check-ins`, {}), 409, {
      ...{ code: 'not_due_in', allowed: ['modify', 'cancel'] },
    });
  });

  test('into a room type that is not there is refused', async () => {
    const { path: of } = await the.booked(await the.open());
    const answer = await the.house.desk.post(`${of}/check-ins`, { assignedRoomType: 'XXX' });
    expectRefusal(answer, 422, { code: 'room_type_unknown' });
  });

  test('into a room type that is full is refused', async () => {
    const path = await the.open(1);
    await the.house.desk.post(`${path}/reservations`, stay(0, 1, 'STE'));
    const { path: of } = await the.booked(path, 0, 1);
    const answer = await the.house.desk.post(`${of}/check-ins`, { assignedRoomType: 'STE' });
    expectRefusal(answer, 409, { code: 'no_room', nights: [day(0)] });
  });
});
