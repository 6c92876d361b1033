import { describe, expect, test } from 'vitest';
import { newKey } from '#shared/client/new-key.ts';
import { day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();
const yes = { allowed: true, reasons: [] };
const no = (reason: string) => ({ allowed: false, reasons: [reason] });

describe('Booking a stay', () => {
  test('answers with the reservation, where it is, and which version', async () => {
    const path = await the.open();
    const body = {
      ...stay(0, 2),
      children: 1,
      country: 'PRT',
      comment: 'late',
      externalCode: 'X-1',
    };
    const answer = await the.house.desk.post(`${path}/reservations`, body);
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      propertyId: path.split('/').at(-1),
      confirmationNumber: expect.stringMatching(/^[34679ACDEFGHJKMNPQRTVWXY]{10}$/),
      ...{ status: 'confirmed', version: 1, arrival: day(0), departure: day(2), roomType: 'DBL' },
      rates: [0, 1].map((night) => ({ night: day(night), amountMinor: 10_000, currency: 'EUR' })),
      ...{ currency: 'EUR', totalMinor: 20_000, adults: 2, children: 1, infants: 0 },
      ...{ guest: { lastName: 'Okoye' }, comment: 'late', country: 'PRT', externalCode: 'X-1' },
      validationMessages: [],
      actions: [
        { action: 'modify', ...yes },
        { action: 'cancel', ...yes },
        { action: 'reinstate', ...no('already_done') },
        { action: 'check_in', ...yes },
        { action: 'undo_check_in', ...no('already_done') },
        { action: 'check_out', ...no('not_in_house') },
        { action: 'mark_no_show', ...yes },
      ],
      ...{ bookedAt: instant, updatedAt: instant },
    });
    const location = `${path}/reservations/${answer.body.id}`;
    expect(answer.headers.get('location')).toBe(location);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect((await the.house.desk.get(location)).body).toEqual(answer.body);
  });

  test('takes a room on every night or on none, and says which nights lack one', async () => {
    const path = await the.open(1);
    await the.booked(path, 2, 1);
    const refused = await the.house.desk.post(`${path}/reservations`, stay(0, 4));
    expectRefusal(refused, 409, { code: 'no_room', nights: [day(2)] });
    const { body } = await the.house.desk.get(`${path}/availability?from=${day(0)}&to=${day(4)}`);
    expect(body.roomTypes[0].nights.map(({ sold }: { sold: number }) => sold)).toEqual([
      0, 0, 1, 0,
    ]);
  });

  test('of a source that flags is taken beyond the last room, and put on the work list', async () => {
    const path = await the.open(1);
    await the.booked(path, 0, 1);
    const { status, body } = await the.house.channel.post(`${path}/reservations`, stay(0, 1));
    expect(status).toBe(201);
    expect(body.validationMessages).toEqual([{ code: 'overbooked', nights: [day(0)] }]);
    const list = await the.house.desk.get(`${path}/work-items`);
    expect(list.body.workItems).toMatchObject([{ reason: 'overbooked', reservationId: body.id }]);
  });

  test('keeps guest and comment out of everything that is kept, but sealed', async () => {
    const path = await the.open();
    const secret = 'Xyzzyname';
    const body = { ...stay(0, 1), guest: { lastName: secret }, comment: `of ${secret}` };
    await the.house.desk.post(`${path}/reservations`, body);
    const { rows } = await the.house.owner.query(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of rows) {
      const found = await the.house.owner.query(
        `select from ${name} row where row::text like $1 or row::text like $2`,
        [`%${secret}%`, `%${Buffer.from(secret).toString('hex')}%`],
      );
      expect(found.rowCount, name).toBe(0);
    }
  });
});

describe('R-IDEM A key that is repeated', () => {
  test('books once, and answers with the reservation as it is now', async () => {
    const path = await the.open(1);
    const first = await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    await the.house.desk.post(`${path}/reservations/${first.body.id}/modifications`, { adults: 1 });
    const again = await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine');
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toMatchObject({ id: first.body.id, version: 2, adults: 1 });
  });

  test('is refused as before, though a room became free since', async () => {
    const path = await the.open(1);
    const { path: other } = await the.booked(path, 0, 1);
    const refused = await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine');
    expectRefusal(refused, 409, { code: 'no_room', nights: [day(0)] });
    await the.house.desk.post(`${other}/cancellations`, { reason: 'other' });
    const again = await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine');
    expectRefusal(again, 409, { code: 'no_room', nights: [day(0)] });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    await the.booked(path, 0, 1);
  });

  test('with another body is refused, and with the same one written differently is not', async () => {
    const path = await the.open();
    const first = await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine');
    const other = await the.house.desk.post(`${path}/reservations`, stay(0, 2), 'mine');
    expectRefusal(other, 422, { code: 'idempotency_key_reused' });
    const reversed = Object.fromEntries(Object.entries(stay(0, 1)).toReversed());
    const same = await the.house.desk.post(`${path}/reservations`, reversed, 'mine');
    expect([same.status, same.body.id]).toEqual([201, first.body.id]);
  });

  test('at another property, by another client or of another tenant is another booking', async () => {
    const [path, second] = [await the.open(), await the.open()];
    const asked = [
      await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'shared'),
      await the.house.desk.post(`${second}/reservations`, stay(0, 1), 'shared'),
      await the.house.channel.post(`${path}/reservations`, stay(0, 1), 'shared'),
    ];
    expect(asked.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(asked.map(({ body }) => body.id)).size).toBe(3);
  });

  test('and is a UUIDv7 names a booking of its time, everywhere another one', async () => {
    const [path, second] = [await the.open(), await the.open()];
    const key = newKey(0x017f22e279b0);
    const first = await the.house.desk.post(`${path}/reservations`, stay(0, 1), key);
    const again = await the.house.desk.post(`${path}/reservations`, stay(0, 1), key);
    const elsewhere = await the.house.desk.post(`${second}/reservations`, stay(0, 1), key);
    expect([first.status, again.status, elsewhere.status]).toEqual([201, 201, 201]);
    expect(first.body.id).toMatch(/^017f22e2-79b0-7/);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(elsewhere.body.id).toMatch(/^017f22e2-79b0-7/);
    expect(elsewhere.body.id).not.toBe(first.body.id);
    const other = await the.house.desk.post(`${path}/reservations`, stay(0, 2), key);
    expectRefusal(other, 422, { code: 'idempotency_key_reused' });
    const { rows } = await the.house.owner.query(
      'select command_id::text as id from reservations.decisions where outcome = $1',
      ['accepted'],
    );
    expect(rows.filter(({ id }) => id.startsWith('017f22e2-79b0-7'))).toHaveLength(2);
  });

  test('many times at once books once', async () => {
    const path = await the.open();
    const copies = await Promise.all(
      Array.from({ length: 20 }, () =>
        the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine'),
      ),
    );
    expect(new Set(copies.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    const { body } = await the.house.desk.get(`${path}/reservations`);
    expect(body.reservations).toHaveLength(1);
  });
});

describe('A booking that is not wrong in its form', () => {
  test.each([
    ['before the business date', { ...stay(-1, 1) }, 'arrival_in_past'],
    ['of a room type that is not there', stay(0, 1, 'XXX'), 'room_type_unknown'],
    ['too far ahead', stay(1_100, 1), 'stay_too_far_ahead'],
    [
      'in another currency',
      { ...stay(0, 1), rates: [{ night: day(0), amountMinor: 1, currency: 'USD' }] },
      'currency_mismatch',
    ],
  ])('%s is refused all the same', async (_what, body, code) => {
    const path = await the.open();
    expectRefusal(await the.house.desk.post(`${path}/reservations`, body), 422, { code });
  });

  test('of nobody is refused to the front desk', async () => {
    const path = await the.open();
    const body = { ...stay(0, 1), adults: 0 };
    expectRefusal(await the.house.desk.post(`${path}/reservations`, body), 422, {
      ...{ code: 'booking_incomplete', validationMessages: [{ code: 'guests_missing' }] },
    });
  });

  test('with rates of other nights is not of its form', async () => {
    const path = await the.open();
    const body = { ...stay(0, 2), rates: stay(1, 2).rates };
    expectRefusal(await the.house.desk.post(`${path}/reservations`, body), 400, {
      code: 'invalid_request',
      errors: [{ pointer: '/rates', detail: expect.stringMatching(/^there is one rate for each/) }],
    });
  });
});
