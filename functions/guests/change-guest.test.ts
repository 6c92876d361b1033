import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { put } from '../../scripts/testing/price-list.ts';
import { created, factsOf, found, idOf, ngozi } from './testing.ts';

const the = inHouse();
const married = { ...ngozi, lastName: 'Adichie', email: 'ngozi@adichie.example' };

describe('H30 A profile that changes', () => {
  test('is read and found as it is now, and not as it was', async () => {
    const path = await created(the);
    const answer = await put(the.house.desk, path, married);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    const read = await the.house.desk.get(path);
    expect([read.body, read.body.profile]).toEqual([answer.body, married]);
    expect(await found(the, { lastName: 'Adichie' })).toEqual([idOf(path)]);
    expect(await found(the, { lastName: 'Okoye' })).toEqual([]);
    expect(await found(the, { email: ngozi.email })).toEqual([]);
    expect((await factsOf(the, path)).map(([type]) => type)).toEqual([
      ...['guest.created.v1', 'guest.changed.v1'],
    ]);
  });

  test('is changed by whoever saw it as it is, and by the same words only once', async () => {
    const path = await created(the);
    expect((await put(the.house.desk, path, married, '"1"')).status).toBe(200);
    const late = await put(the.house.desk, path, ngozi, '"1"');
    expectRefusal(late, 412, { code: 'version_conflict', version: 2 });
    const again = await put(the.house.desk, path, married);
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"2"']);
    expect(await factsOf(the, path)).toHaveLength(2);
  });
});
