import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Cancelling a reservation', () => {
  test('gives its nights back and says why it was cancelled', async () => {
    const path = await the.open(1);
    const { path: of, answer } = await the.booked(path);
    const cancelled = await the.house.desk.post(`${of}/cancellations`, {
      reason: 'requested_by_guest',
    });
    expect(cancelled.status).toBe(200);
    expect(cancelled.headers.get('etag')).toBe('"2"');
    expect(cancelled.body).toEqual({
      ...answer.body,
      ...{ status: 'cancelled', version: 2, cancelReason: 'requested_by_guest' },
      ...{ actions: expect.any(Array), updatedAt: expect.any(String) },
    });
    await the.booked(path);
  });

  test('twice is once, whatever the key', async () => {
    const { path: of } = await the.booked(await the.open());
    const first = await the.house.desk.post(`${of}/cancellations`, { reason: 'other' }, 'one');
    const second = await the.house.desk.post(`${of}/cancellations`, { reason: 'update' }, 'two');
    expect([second.status, second.body]).toEqual([200, first.body]);
    const repeated = await the.house.desk.post(`${of}/cancellations`, { reason: 'other' }, 'one');
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    expect(repeated.body).toEqual(first.body);
  });

  test('is refused once the guest is in the house, with what may be done instead', async () => {
    const { path: of } = await the.booked(await the.open());
    await the.house.desk.post(`${of}/check-ins`, {});
    expectRefusal(await the.house.desk.post(`${of}/cancellations`, { reason: 'other' }), 409, {
      ...{ code: 'guest_in_house', allowed: ['modify', 'undo_check_in'] },
    });
  });

  test('of an older version is refused, and of the one that was read is done', async () => {
    const { path: of } = await the.booked(await the.open());
    await the.house.desk.post(`${of}/modifications`, { adults: 1 });
    const cancel = (key: string, version: string) =>
      the.house.desk.post(`${of}/cancellations`, { reason: 'other' }, key, { 'if-match': version });
    expectRefusal(await cancel('one', '"1"'), 412, { code: 'version_conflict', version: 2 });
    expect((await the.house.desk.get(of)).body.status).toBe('confirmed');
    expect((await cancel('two', '"2"')).status).toBe(200);
  });
});
