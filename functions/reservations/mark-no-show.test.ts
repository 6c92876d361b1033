import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('A guest who did not come', () => {
  test('keeps the first night and gives the others back', async () => {
    const path = await the.open(1);
    const { path: of } = await the.booked(path, 0, 3);
    const { status, body } = await the.house.desk.post(`${of}/no-shows`, {});
    expect([status, body.status, body.version]).toEqual([200, 'no_show', 2]);
    const nights = await the.house.desk.get(`${path}/availability?from=${day(0)}&to=${day(3)}`);
    const sold = nights.body.roomTypes[0].nights.map((night: { sold: number }) => night.sold);
    expect(sold).toEqual([1, 0, 0]);
  });

  test('is not one before the day of arrival', async () => {
    const { path: of } = await the.booked(await the.open(), 1);
    expectRefusal(await the.house.desk.post(`${of}/no-shows`, {}), 409, {
      ...{ code: 'not_due_in', allowed: ['modify', 'cancel'] },
    });
  });
});
