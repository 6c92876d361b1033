import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Closing a business day', () => {
  test('opens the next one, once', async () => {
    const path = await the.open();
    const close = (businessDate: string, key: string) =>
      the.house.desk.post(`${path}/business-day/closures`, { businessDate }, key);
    const closed = await close(day(0), 'one');
    expect([closed.status, closed.body]).toEqual([200, { businessDate: day(1) }]);
    const repeated = await close(day(0), 'one');
    expect([repeated.status, repeated.body]).toEqual([200, { businessDate: day(1) }]);
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    const another = await close(day(0), 'two');
    expect([another.status, another.body]).toEqual([200, { businessDate: day(1) }]);
    for (const wrong of [day(-1), day(2)])
      expectRefusal(await close(wrong, `of-${wrong}`), 409, {
        ...{ code: 'business_day_not_open', businessDate: day(1) },
      });
    expect((await the.house.desk.get(`${path}/business-day`)).body).toEqual({
      businessDate: day(1),
    });
  });

  test('waits for who is still to come and to leave, and names them', async () => {
    const path = await the.open();
    const { id: coming } = await the.booked(path);
    const answer = await the.house.desk.post(`${path}/business-day/closures`, {
      businessDate: day(0),
    });
    expectRefusal(answer, 409, {
      code: 'day_close_blocked',
      ...{ dueIn: [coming], dueOut: [], dueInCount: 1, dueOutCount: 0 },
    });
  });
});
