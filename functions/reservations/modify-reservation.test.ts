import { describe, expect, test } from 'vitest';
import { day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Changing a reservation', () => {
  test('moves its nights, and frees those it had', async () => {
    const path = await the.open(1);
    const { path: of, answer } = await the.booked(path, 0, 2);
    const { arrival, departure, rates } = stay(1, 2);
    const moved = await the.house.desk.post(`${of}/modifications`, { arrival, departure, rates });
    expect(moved.status).toBe(200);
    expect(moved.body).toMatchObject({
      ...{ id: answer.body.id, version: 2, arrival, departure, rates, totalMinor: 20_000 },
      ...{ guest: { lastName: 'Okoye' }, adults: 2 },
    });
    await the.booked(path, 0, 1);
    expectRefusal(await the.house.desk.post(`${path}/reservations`, stay(2, 1)), 409, {
      ...{ code: 'no_room', nights: [day(2)] },
    });
  });

  test('to nights without a room leaves it as it was', async () => {
    const path = await the.open(1);
    await the.booked(path, 2, 1);
    const { path: of, answer } = await the.booked(path, 0, 2);
    const { arrival, departure, rates } = stay(0, 3);
    const refused = await the.house.desk.post(`${of}/modifications`, { arrival, departure, rates });
    expectRefusal(refused, 409, { code: 'no_room', nights: [day(2)] });
    expect((await the.house.desk.get(of)).body).toEqual(answer.body);
  });

  test('leaves the guest when only the comment is given, and the comment when only the guest', async () => {
    const { path: of } = await the.booked(await the.open());
    const commented = await the.house.desk.post(`${of}/modifications`, { comment: 'late' });
    expect(commented.body).toMatchObject({ guest: { lastName: 'Okoye' }, comment: 'late' });
    const guest = { firstName: 'Ada', lastName: 'Obi' };
    const renamed = await the.house.desk.post(`${of}/modifications`, { guest });
    expect(renamed.body).toMatchObject({ guest, comment: 'late' });
    const neither = await the.house.desk.post(`${of}/modifications`, { adults: 1 });
    expect(neither.body).toMatchObject({ guest, comment: 'late', adults: 1 });
  });

  test('with dates and no rates is refused', async () => {
    const { path: of } = await the.booked(await the.open());
    const answer = await the.house.desk.post(`${of}/modifications`, { departure: day(5) });
    expectRefusal(answer, 422, { code: 'rates_do_not_match_nights' });
  });

  test('that is closed is refused', async () => {
    const { path: of } = await the.booked(await the.open());
    await the.house.desk.post(`${of}/cancellations`, { reason: 'other' });
    expectRefusal(await the.house.desk.post(`${of}/modifications`, { adults: 1 }), 409, {
      ...{ code: 'reservation_closed', allowed: ['reinstate'] },
    });
  });
});
