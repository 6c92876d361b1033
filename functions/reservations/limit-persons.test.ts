/** From the description of a room type to what is booked, by two contexts, their facts and one writer. */
import { expect, test } from 'vitest';
import { stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';
import { priced, put, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();
const guest = { lastName: 'Okoye' };

/** Undefined: as many as like. */
async function limited(path: string, adultsMax: number | undefined): Promise<void> {
  const occupancy =
    adultsMax === undefined
      ? null
      : { standard: 2, maximum: adultsMax + 1, adultsMax, childrenMax: 1 };
  const double = { name: 'Double', description: '', beds: [], connecting: false };
  const body = { ...double, occupancy, roomsListed: false };
  await soon(async () => expect((await the.house.desk.get(path)).status).toBe(200));
  const { status } = await put(the.house.desk, `${path}/room-types/DBL`, body);
  expect(status).toBe(200);
  await soon(async () => {
    const { rows } = await the.house.owner.query<{ occupancy: string }>(
      'select occupancy from reservations.room_type_persons where property_id = $1',
      [path.split('/').at(-1)],
    );
    expect(rows.map((row) => JSON.parse(row.occupancy)?.adultsMax)).toEqual([adultsMax]);
  });
}

test('H3 A booking of more persons than may sleep in the room is refused, or taken and flagged from a channel', async () => {
  const path = await the.open(5);
  const four = { ...stay(1, 2), adults: 4 };
  const unsaid = await the.house.desk.post(`${path}/reservations`, four);
  expect([unsaid.status, unsaid.body.validationMessages]).toEqual([201, []]);
  await limited(path, 2);
  const refused = await the.house.desk.post(`${path}/reservations`, four);
  expectRefusal(refused, 409, { code: 'maximum_occupancy', personsMax: 2 });
  const taken = await the.house.channel.post(`${path}/reservations`, four);
  const message = { code: 'maximum_occupancy' };
  expect([taken.status, taken.body.validationMessages]).toEqual([201, [message]]);
  const { body } = await the.house.desk.get(`${path}/work-items?status=open`);
  expect(body.workItems).toMatchObject([
    { reason: 'maximum_occupancy', reservationId: taken.body.id },
  ]);
});

test('A limit that is taken back holds nobody off any more', async () => {
  const path = await the.open(5);
  const four = { ...stay(1, 2), adults: 4 };
  await limited(path, 2);
  const refused = await the.house.desk.post(`${path}/reservations`, four);
  expectRefusal(refused, 409, { code: 'maximum_occupancy', personsMax: 2 });
  await limited(path, undefined);
  const taken = await the.house.desk.post(`${path}/reservations`, four);
  expect([taken.status, taken.body.validationMessages]).toEqual([201, []]);
});

test('A booking by a quote is judged by the beds of now', async () => {
  const path = await priced(the);
  await limited(path, 2);
  const asked = { arrival: `${year}-06-10`, departure: `${year}-06-12`, adults: 2 };
  const quote = await the.house.desk.post(`${path}/quotes`, asked);
  const { quoteId } = quote.body.offers[0];
  await limited(path, 1);
  const refused = await the.house.desk.post(`${path}/quoted-reservations`, { quoteId, guest });
  expectRefusal(refused, 409, { code: 'maximum_occupancy', personsMax: 1 });
});
