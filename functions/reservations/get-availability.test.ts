import { expect, test } from 'vitest';
import { day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('Availability counts every night of the range, for each room type and the house', async () => {
  const path = await the.open(2);
  await the.house.desk.post(`${path}/reservations`, stay(0, 1, 'STE'));
  await the.booked(path, 1, 1);
  const { status, body } = await the.house.desk.get(
    `${path}/availability?from=${day(0)}&to=${day(2)}`,
  );
  const night = (at: number, physical: number, sold: number) => ({
    ...{ night: day(at), physical, outOfOrder: 0, sellLimit: null, hard: false },
    ...{ sold, flagged: 0, short: 0, left: physical - sold },
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    businessDate: day(0),
    house: [night(0, 4, 1), night(1, 4, 1)],
    roomTypes: [
      { code: 'DBL', name: 'Double', nights: [night(0, 2, 0), night(1, 2, 1)] },
      { code: 'STE', name: 'Suite', nights: [night(0, 2, 1), night(1, 2, 0)] },
    ],
  });
});

test('A range that is empty, backward or too long is refused', async () => {
  const path = await the.open();
  for (const [from, to, detail] of [
    [day(0), day(0), 'to is the day after the last night, so after from'],
    [day(1), day(0), 'to is the day after the last night, so after from'],
    [day(0), day(401), 'at most 400 nights at once'],
  ]) {
    const answer = await the.house.desk.get(`${path}/availability?from=${from}&to=${to}`);
    expectRefusal(answer, 400, {
      ...{ code: 'invalid_request', errors: [{ pointer: '/query/to', detail }] },
    });
  }
  const longest = await the.house.desk.get(`${path}/availability?from=${day(0)}&to=${day(400)}`);
  expect(longest.body.house).toHaveLength(400);
});
