import { expect, test } from 'vitest';
import { stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('A reservation is read with its version, and not again when it is the same', async () => {
  const { path: of, answer } = await the.booked(await the.open());
  const read = await the.house.desk.get(of);
  expect([read.status, read.body]).toEqual([200, answer.body]);
  expect(read.headers.get('etag')).toBe('"1"');
  expect((await the.house.desk.get(of, { 'if-none-match': '"1"' })).status).toBe(304);
  await the.house.desk.post(`${of}/modifications`, { adults: 1 });
  expect((await the.house.desk.get(of, { 'if-none-match': '"1"' })).status).toBe(200);
});

test('A reservation of another property is not there', async () => {
  const [path, other] = [await the.open(), await the.open()];
  const { id } = await the.booked(path);
  const answer = await the.house.desk.get(`${other}/reservations/${id}`);
  expectRefusal(answer, 404, { code: 'reservation_unknown' });
});

test('A guest whose key was erased is not shown any more', async () => {
  const path = await the.open();
  const { body } = await the.house.desk.post(`${path}/reservations`, {
    ...stay(0, 1),
    comment: 'late',
  });
  await the.house.owner.query('delete from reservations.guest_keys where reservation_id = $1', [
    body.id,
  ]);
  const read = await the.house.desk.get(`${path}/reservations/${body.id}`);
  const { guest: _guest, comment: _comment, ...rest } = body;
  expect([read.status, read.body]).toEqual([200, rest]);
});
