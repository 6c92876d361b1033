import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Arrivals', () => {
  test('of the business date, or of another day, without those that were cancelled', async () => {
    const path = await the.open(9);
    const today = await the.booked(path, 0, 2);
    const tomorrow = await the.booked(path, 1, 1, 'STE');
    const cancelled = await the.booked(path, 0, 1);
    await the.house.desk.post(`${cancelled.path}/cancellations`, { reason: 'other' });
    await the.house.desk.post(`${today.path}/check-ins`, { assignedRoomType: 'STE' });
    const line = ({ answer: { body } }: typeof today, more: object) => ({
      ...{ reservationId: body.id, confirmationNumber: body.confirmationNumber },
      ...{ guestName: 'Okoye', adults: 2, children: 0, infants: 0, flagged: false },
      ...{ version: 1, arrival: body.arrival, departure: body.departure, status: 'confirmed' },
      ...more,
    });
    await soon(async () => {
      const { status, body } = await the.house.desk.get(`${path}/arrivals`);
      const arrivals = [line(today, { version: 2, status: 'in_house', roomType: 'STE' })];
      expect([status, body]).toEqual([200, { date: day(0), arrivals }]);
    });
    const { body } = await the.house.desk.get(`${path}/arrivals?date=${day(1)}`);
    expect(body).toEqual({ date: day(1), arrivals: [line(tomorrow, { roomType: 'STE' })] });
  });

  test('come in pages', async () => {
    const path = await the.open(9);
    for (let at = 0; at < 5; at += 1) await the.booked(path);
    await soon(async () => {
      const all = await the.house.desk.get(`${path}/arrivals`);
      expect(all.body.arrivals).toHaveLength(5);
      const first = await the.house.desk.get(`${path}/arrivals?limit=3`);
      const rest = await the.house.desk.get(
        `${path}/arrivals?limit=3&cursor=${first.body.nextCursor}`,
      );
      expect([...first.body.arrivals, ...rest.body.arrivals]).toEqual(all.body.arrivals);
      expect(rest.body).not.toHaveProperty('nextCursor');
    });
  });
});
