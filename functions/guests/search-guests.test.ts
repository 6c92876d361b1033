import { describe, expect, test } from 'vitest';
import { tenantOf } from '../../scripts/testing/house.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { created, found, idOf, ngozi } from './testing.ts';

const the = inHouse();

describe('H30 A guest is found', () => {
  test('by name, its beginning, address and number, however they are written', async () => {
    const id = idOf(await created(the, { ...ngozi, lastName: 'Åström-Žižka' }));
    for (const wanted of [
      { lastName: 'astrom zizka' },
      { lastNameStart: 'ÅST' },
      { lastNameStart: 'astromziz' },
      { lastName: 'Astrom Zizka', email: 'NGOZI@okoye.EXAMPLE', phone: '0044 2079460123' },
    ])
      expect(await found(the, wanted), JSON.stringify(wanted)).toEqual([id]);
  });

  test('only where all that is asked for is true', async () => {
    const phone = '+33 1 23 45 67 89';
    const one = idOf(await created(the, { lastName: 'Durand', phone }));
    const two = idOf(await created(the, { lastName: 'Petit', phone }));
    expect(await found(the, { phone })).toEqual([one, two].toSorted());
    expect(await found(the, { phone, lastName: 'Petit' })).toEqual([two]);
    expect(await found(the, { phone, lastName: 'Grand' })).toEqual([]);
    // A name is no beginning, and an address no name.
    expect(await found(the, { lastName: 'Dur' })).toEqual([]);
  });

  test('by its own tenant alone', async () => {
    await created(the, { lastName: 'Secretive' });
    const { desk } = await tenantOf(the.house, 'Others');
    await desk.post('/v1/guests', { lastName: 'Somebody' });
    const answer = await desk.post('/v1/guest-searches', { lastName: 'Secretive' });
    expect([answer.status, answer.body]).toEqual([200, { guests: [] }]);
  });

  test('in pages', async () => {
    const ids = [];
    for (let nth = 0; nth < 5; nth += 1)
      ids.push(idOf(await created(the, { lastName: 'Paging', firstName: `${nth}` })));
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 3; pages += 1) {
      const wanted = {
        lastNameStart: 'pag',
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const { body } = await the.house.desk.post('/v1/guest-searches', wanted);
      seen.push(...body.guests.map((guest: { id: string }) => guest.id));
      cursor = body.nextCursor;
      expect(cursor === undefined).toBe(pages === 2);
    }
    expect(seen).toEqual(ids.toSorted());
  });
});

describe('A search', () => {
  test('that asks for nothing, or too little, is refused', async () => {
    const nothing = await the.house.desk.post('/v1/guest-searches', { limit: 5 });
    const errors = [{ pointer: '', detail: 'says nothing to search for' }];
    expectRefusal(nothing, 400, { code: 'invalid_request', errors });
    const short = await the.house.desk.post('/v1/guest-searches', { lastNameStart: 'ab' });
    expect(short.body.errors[0].pointer).toBe('/lastNameStart');
    const cursor = await the.house.desk.post('/v1/guest-searches', { lastName: 'x', cursor: 'y' });
    expectRefusal(cursor, 400, { code: 'cursor_invalid' });
  });
});

test('Nothing that a guest is found by stands in the index', async () => {
  await created(the);
  const { rows } = await the.house.owner.query<{ term: string }>(
    'select term from guests.search_terms',
  );
  expect(rows.length).toBeGreaterThan(5);
  for (const { term } of rows) expect(term).toMatch(/^[\w-]{43}$/);
});
