import { describe, expect, test } from 'vitest';
import { businessDate, property } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Opening a property', () => {
  test('answers with it and where it will be, once for a key', async () => {
    const first = await the.house.desk.post('/v1/properties', property(3), 'one');
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...{ ...property(3), currencyExponent: 2 },
    });
    expect(first.headers.get('location')).toBe(`/v1/properties/${first.body.id}`);
    const again = await the.house.desk.post('/v1/properties', property(3), 'one');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await the.house.desk.post('/v1/properties', property(4), 'one');
    expectRefusal(other, 422, { code: 'idempotency_key_reused' });
  });

  test('opens its books at once', async () => {
    const { body } = await the.house.desk.post('/v1/properties', property(3));
    const day = await the.house.desk.get(`/v1/properties/${body.id}/business-day`);
    expect(day.body).toEqual({ businessDate });
  });

  test.each([
    [
      'a code that stands twice',
      { roomTypes: [...property(1).roomTypes, ...property(1).roomTypes] },
      '/roomTypes',
    ],
    ['a time zone that is none', { timeZone: 'Europe/Atlantis' }, '/timeZone'],
    ['a date no calendar has', { businessDate: '2026-02-30' }, '/businessDate'],
    ['a date no database has', { businessDate: '0000-01-01' }, '/businessDate'],
  ])('with %s is refused', async (_what, changed, pointer) => {
    const answer = await the.house.desk.post('/v1/properties', { ...property(1), ...changed });
    expectRefusal(answer, 400, {
      ...{ code: 'invalid_request', errors: [{ pointer, detail: expect.any(String) }] },
    });
  });
});
