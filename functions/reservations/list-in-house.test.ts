import { expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('Guests are in the house from check-in to check-out, the next to leave first', async () => {
  const path = await the.open(9);
  const [long, short] = [await the.booked(path, 0, 3), await the.booked(path, 0, 1)];
  await the.booked(path, 0, 2);
  for (const { path: of } of [long, short]) await the.house.desk.post(`${of}/check-ins`, {});
  const guest = ({ answer: { body } }: typeof long) => ({
    ...{ reservationId: body.id, confirmationNumber: body.confirmationNumber, version: 2 },
    ...{ guestName: 'Okoye', adults: 2, children: 0, infants: 0, roomType: 'DBL' },
    ...{ arrival: day(0), departure: body.departure },
  });
  await soon(async () => {
    const { status, body } = await the.house.desk.get(`${path}/in-house`);
    expect([status, body]).toEqual([200, { guests: [guest(short), guest(long)] }]);
  });
  const first = await the.house.desk.get(`${path}/in-house?limit=1`);
  const rest = await the.house.desk.get(`${path}/in-house?limit=1&cursor=${first.body.nextCursor}`);
  expect(rest.body).toEqual({ guests: [guest(long)] });
  await the.house.desk.post(`${short.path}/check-outs`, { earlyDeparture: true });
  await soon(async () => {
    const { body } = await the.house.desk.get(`${path}/in-house`);
    expect(body).toEqual({ guests: [guest(long)] });
  });
});
