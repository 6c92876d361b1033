import { describe, expect, test } from 'vitest';
import { day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

const effectiveAt = '2025-12-24T08:30:00.000Z';
const book = (key: string, booking: object, acceptance = 'strict') => ({
  ...{ type: 'book', key, effectiveAt, acceptance, booking },
});

describe('Importing', () => {
  test('does commands in their order and at their time, each with its own outcome', async () => {
    const path = await the.open(1);
    const commands = [
      book('a', stay(0, 1)),
      book('b', stay(0, 1)),
      book('c', { ...stay(0, 1), children: null }, 'accept_and_flag'),
      { type: 'check_in', key: 'd', effectiveAt, booking: 'a' },
      { type: 'mark_no_show', key: 'e', effectiveAt, booking: 'c' },
      { type: 'cancel', key: 'f', effectiveAt, booking: 'b', reason: 'other' },
      { type: 'close_business_day', key: 'g', effectiveAt, businessDate: day(0) },
      { type: 'check_out', key: 'h', effectiveAt, booking: 'a' },
    ];
    const first = await the.house.desk.post(`${path}/imports`, { commands });
    expect(first.status).toBe(200);
    const [a, , c] = first.body.results;
    const b = first.body.results[1].reservationId;
    const done = (key: string, outcome: string, reservationId?: string, replayed = false) => ({
      ...{ key, outcome, replayed },
      ...(reservationId === undefined ? {} : { reservationId }),
    });
    const outcomes = (replayed: boolean) => [
      done('a', 'accepted', a.reservationId, replayed),
      done('b', 'no_room', b, replayed),
      done('c', 'accepted', c.reservationId, replayed),
      done('d', 'accepted', a.reservationId, replayed),
      done('e', 'accepted', c.reservationId, replayed),
      done('f', 'reservation_unknown', b, replayed),
      done('g', 'accepted', undefined, replayed),
      done('h', 'accepted', a.reservationId, replayed),
    ];
    expect(first.body.results).toEqual(outcomes(false));
    const again = await the.house.desk.post(`${path}/imports`, { commands });
    expect(again.body.results).toEqual(outcomes(true));
    const { body } = await the.house.desk.get(`${path}/reservations/${a.reservationId}`);
    expect(body).toMatchObject({
      status: 'checked_out',
      bookedAt: effectiveAt,
      updatedAt: effectiveAt,
    });
  });

  test('takes 500 at once and not one more, and none for a property that is not there', async () => {
    const path = await the.open(600);
    const commands = Array.from({ length: 501 }, (_, at) => book(`k${at}`, stay(at % 30, 1)));
    const tooMany = await the.house.desk.post(`${path}/imports`, { commands });
    expectRefusal(tooMany, 400, {
      ...{
        code: 'invalid_request',
        errors: [{ pointer: '/commands', detail: expect.any(String) }],
      },
    });
    const { status, body } = await the.house.desk.post(`${path}/imports`, {
      commands: commands.slice(1),
    });
    expect(status).toBe(200);
    const accepted = body.results.filter(
      ({ outcome }: { outcome: string }) => outcome === 'accepted',
    );
    expect(accepted).toHaveLength(500);
    const nowhere = path.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const refused = await the.house.desk.post(`${nowhere}/imports`, {
      commands: commands.slice(1),
    });
    expectRefusal(refused, 404, { code: 'property_unknown' });
  });

  test('of a key with another command is a reused key', async () => {
    const path = await the.open();
    await the.house.desk.post(`${path}/imports`, { commands: [book('a', stay(0, 1))] });
    const { body } = await the.house.desk.post(`${path}/imports`, {
      commands: [book('a', stay(0, 2))],
    });
    expect(body.results).toMatchObject([{ outcome: 'idempotency_key_reused', replayed: false }]);
  });
});
