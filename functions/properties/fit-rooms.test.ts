import { expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { opened, put, room } from './testing.ts';

const the = inHouse();

test('G-H4 A stay fits in one room, needs moves, or does not fit: by the rooms of its type that are active', async () => {
  const path = await opened(the);
  await put(the.house.desk, `${path}/rooms/102`, room);
  await put(the.house.desk, `${path}/rooms/101`, room);
  await put(the.house.desk, `${path}/rooms/100`, { ...room, active: false });
  const [january, february, march] = ['2027-01-01', '2027-02-01', '2027-03-01'];
  const ask = async (...taken: object[]) => {
    const asked = { arrival: january, departure: march, roomType: 'DBL', taken };
    const { status, body } = await the.house.desk.post(`${path}/room-fits`, asked);
    return [status, body];
  };
  const whole = { from: january, to: march };
  const first = { room: '101', from: january, to: february };
  const second = { room: '102', from: february, to: march };
  expect(await ask()).toEqual([200, { fits: true, moves: 0, rooms: [{ room: '101', ...whole }] }]);
  expect(await ask(first, second)).toEqual([
    200,
    {
      ...{ fits: true, moves: 1 },
      rooms: [
        { room: '102', from: january, to: february },
        { room: '101', from: february, to: march },
      ],
    },
  ]);
  expect(await ask(first, { ...second, from: '2027-01-31' })).toEqual([
    200,
    { fits: false, rooms: [] },
  ]);
});

test('A fit is asked of a property that is there, for nights in their order', async () => {
  const path = await opened(the);
  const asked = { arrival: '2027-01-02', departure: '2027-01-01', roomType: 'DBL', taken: [] };
  const answer = await the.house.desk.post(`${path}/room-fits`, asked);
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/departure']);
  const nobodys = '/v1/properties/01999999-0000-7000-8000-000000000000/room-fits';
  const right = { ...asked, departure: '2027-01-03' };
  expectRefusal(await the.house.desk.post(nobodys, right), 404, { code: 'property_unknown' });
});
