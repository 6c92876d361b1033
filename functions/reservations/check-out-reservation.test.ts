import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Checking out', () => {
  test('before the departure is said, and gives the nights to come back', async () => {
    const path = await the.open(1);
    const { path: of } = await the.booked(path, 0, 3);
    await the.house.desk.post(`${of}/check-ins`, {});
    expectRefusal(await the.house.desk.post(`${of}/check-outs`, {}), 409, {
      ...{ code: 'not_due_out', allowed: ['modify', 'undo_check_in'] },
    });
    const out = await the.house.desk.post(`${of}/check-outs`, { earlyDeparture: true });
    expect([out.status, out.body.status, out.body.version]).toEqual([200, 'checked_out', 3]);
    expect(out.body.departure).toBe(day(3));
    await the.booked(path, 1, 2);
  });

  test('on the day of departure needs no word', async () => {
    const path = await the.open(1);
    const { path: of } = await the.booked(path, 0, 1);
    await the.house.desk.post(`${of}/check-ins`, {});
    await the.house.desk.post(`${path}/business-day/closures`, { businessDate: day(0) });
    const { status, body } = await the.house.desk.post(`${of}/check-outs`, {});
    expect([status, body.status]).toEqual([200, 'checked_out']);
  });

  test('of a guest who has not come is refused', async () => {
    const { path: of } = await the.booked(await the.open());
    expectRefusal(await the.house.desk.post(`${of}/check-outs`, {}), 409, {
      ...{ code: 'not_in_house', allowed: ['modify', 'cancel', 'check_in', 'mark_no_show'] },
    });
  });
});
