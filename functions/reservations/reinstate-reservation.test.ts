import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Bringing a reservation back', () => {
  test('takes its nights again', async () => {
    const path = await the.open(1);
    const { path: of, answer } = await the.booked(path);
    await the.house.desk.post(`${of}/cancellations`, { reason: 'other' });
    const { status, body } = await the.house.desk.post(`${of}/reinstatements`, {});
    expect(status).toBe(200);
    expect(body).toEqual({ ...answer.body, version: 3, updatedAt: expect.any(String) });
    const { body: nights } = await the.house.desk.get(
      `${path}/availability?from=${day(0)}&to=${day(1)}`,
    );
    expect(nights.roomTypes[0].nights[0]).toMatchObject({ sold: 1, left: 0 });
  });

  test('is refused when its room was sold meanwhile', async () => {
    const path = await the.open(1);
    const { path: of } = await the.booked(path, 0, 2);
    await the.house.desk.post(`${of}/cancellations`, { reason: 'other' });
    await the.booked(path, 1, 1);
    expectRefusal(await the.house.desk.post(`${of}/reinstatements`, {}), 409, {
      ...{ code: 'no_room', nights: [day(1)] },
    });
  });
});
