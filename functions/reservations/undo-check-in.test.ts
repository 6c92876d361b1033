import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Taking back a check-in', () => {
  test('makes the guest due to arrive again', async () => {
    const { path: of, answer } = await the.booked(await the.open());
    await the.house.desk.post(`${of}/check-ins`, {});
    const { status, body } = await the.house.desk.post(`${of}/check-ins/undo`, {});
    expect(status).toBe(200);
    expect(body).toEqual({ ...answer.body, version: 3, updatedAt: expect.any(String) });
  });

  test('of an earlier day is refused', async () => {
    const path = await the.open();
    const { path: of } = await the.booked(path);
    await the.house.desk.post(`${of}/check-ins`, {});
    await the.house.desk.post(`${path}/business-day/closures`, { businessDate: day(0) });
    expectRefusal(await the.house.desk.post(`${of}/check-ins/undo`, {}), 409, {
      ...{ code: 'not_same_business_day', allowed: ['modify'] },
    });
  });
});
