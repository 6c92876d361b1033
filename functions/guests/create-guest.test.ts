import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { unknownId } from '../../scripts/testing/samples.ts';
import { created, factsOf, idOf, ngozi } from './testing.ts';

const the = inHouse();

describe('H30 A profile', () => {
  test('is kept as it was said, and read by whoever may', async () => {
    const path = await created(the);
    const answer = await (await the.house.as('privacy_officer')).get(path);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    const at = expect.stringMatching(/^20\d\d-.*Z$/);
    expect(answer.body).toEqual({
      ...{ id: idOf(path), version: 1, status: 'active', profile: ngozi },
      ...{ createdAt: at, updatedAt: at },
    });
  });

  test('is made once for a key, and a repeat is answered without anything personal', async () => {
    const key = randomUUID();
    const first = await the.house.desk.post('/v1/guests', ngozi, key);
    const again = await the.house.desk.post('/v1/guests', ngozi, key);
    expect([first.status, first.body]).toEqual([201, { id: first.body.id, version: 1 }]);
    expect(first.headers.get('location')).toBe(`/v1/guests/${first.body.id}`);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await the.house.desk.post('/v1/guests', { lastName: 'Other' }, key);
    expectRefusal(other, 422, { code: 'idempotency_key_reused' });
  });

  test('leaves a fact that is sealed', async () => {
    const path = await created(the);
    const personal = expect.stringMatching(/^[\w-]{100,}$/);
    expect(await factsOf(the, path)).toEqual([
      ['guest.created.v1', { guestId: idOf(path), version: 1, personal }],
    ]);
  });

  test('that nobody has made is unknown, another tenant’s too', async () => {
    const path = await created(the);
    const foreign = await the.house.as('front_desk', { tenantId: unknownId });
    expectRefusal(await foreign.get(path), 404, { code: 'guest_unknown' });
    const nobodys = await the.house.desk.get(`/v1/guests/${unknownId}`);
    expectRefusal(nobodys, 404, { code: 'guest_unknown' });
  });

  test('has a name, an address that is one, a country that there is', async () => {
    const wrong: [object, string][] = [
      [{ firstName: 'Ngozi' }, '/lastName'],
      [{ ...ngozi, email: 'ngozi' }, '/email'],
      [{ ...ngozi, phone: 'ask the desk' }, '/phone'],
      [{ ...ngozi, nationality: 'XX' }, '/nationality'],
      [{ ...ngozi, birthDate: '1984-02-30' }, '/birthDate'],
    ];
    for (const [profile, pointer] of wrong) {
      const answer = await the.house.desk.post('/v1/guests', profile);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
        pointer,
      ]);
    }
  });
});
