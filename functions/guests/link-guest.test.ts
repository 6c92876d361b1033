import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { put } from '../../scripts/testing/price-list.ts';
import { unknownId } from '../../scripts/testing/samples.ts';
import { created, factsOf, idOf, linked, merged } from './testing.ts';

const the = inHouse();

const reservationsOf = async (guest: string): Promise<readonly { reservationId: string }[]> =>
  (await the.house.desk.get(`${guest}/reservations`)).body.reservations;

describe('H30 A reservation', () => {
  test('is listed with the guest whose stay it is, and says so in a fact', async () => {
    const path = await the.open();
    const [stay, guest] = [await the.booked(path), await created(the)];
    const ids = { propertyId: idOf(path), reservationId: stay.id };
    const answer = await put(the.house.desk, `${stay.path}/guest`, { guestId: idOf(guest) });
    const link = { ...ids, guestId: idOf(guest), linkedAt: expect.stringMatching(/^20.*Z$/) };
    expect([answer.status, answer.body]).toEqual([200, link]);
    expect(await reservationsOf(guest)).toEqual([answer.body]);
    const again = await put(the.house.desk, `${stay.path}/guest`, { guestId: idOf(guest) });
    expect(again.body).toEqual(answer.body);
    expect((await factsOf(the, guest)).slice(1)).toEqual([
      ['guest.reservation_linked.v1', { guestId: idOf(guest), version: 1, ...ids }],
    ]);
  });

  test('is of one guest: said of another, it is no longer the first one’s', async () => {
    const stay = await the.booked(await the.open());
    const [guest, other] = [await created(the), await created(the)];
    await linked(the, stay, guest);
    await linked(the, stay, other);
    expect(await reservationsOf(guest)).toEqual([]);
    expect(await reservationsOf(other)).toMatchObject([{ reservationId: stay.id }]);
    expect((await factsOf(the, guest)).map(([type]) => type)).toEqual([
      ...['guest.created.v1', 'guest.reservation_linked.v1', 'guest.reservation_unlinked.v1'],
    ]);
  });

  test('is given to a guest who is there, and only one that is there itself', async () => {
    const path = await the.open();
    const [stay, guest, other] = [await the.booked(path), await created(the), await created(the)];
    const give = (guestId: string, of = stay.path) =>
      put(the.house.desk, `${of}/guest`, { guestId });
    const errors = [{ pointer: '/guestId', detail: 'is no guest of the tenant' }];
    expectRefusal(await give(unknownId), 422, { code: 'guest_unfit', errors });
    const nowhere = await give(idOf(guest), `${path}/reservations/${unknownId}`);
    expectRefusal(nowhere, 404, { code: 'reservation_unknown' });
    await merged(the, guest, other);
    const gone = { code: 'guest_merged', mergedInto: idOf(guest) };
    expectRefusal(await give(idOf(other)), 409, gone);
    await the.house.desk.post(`${guest}/erasures`, {});
    const erased = [{ pointer: '/guestId', detail: 'was erased' }];
    expectRefusal(await give(idOf(guest)), 422, { code: 'guest_unfit', errors: erased });
  });

  test('R-TEN is given within the properties of whoever gives it', async () => {
    const [stay, guest] = [await the.booked(await the.open()), await created(the)];
    const elsewhere = await the.house.as('front_desk', { scopeIds: [unknownId] });
    const answer = await put(elsewhere, `${stay.path}/guest`, { guestId: idOf(guest) });
    expect([answer.status, answer.body.code]).toEqual([403, 'out_of_scope']);
  });
});

describe('H30 Reservations of a guest', () => {
  test('come in pages', async () => {
    const [path, guest] = [await the.open(), await created(the)];
    const stays = [];
    for (const from of [0, 1, 2]) stays.push(await the.booked(path, from, 1));
    for (const stay of stays) await linked(the, stay, guest);
    const first = await the.house.desk.get(`${guest}/reservations?limit=2`);
    const { nextCursor } = first.body;
    const second = await the.house.desk.get(`${guest}/reservations?limit=2&cursor=${nextCursor}`);
    const seen = [...first.body.reservations, ...second.body.reservations];
    expect(seen.map(({ reservationId }) => reservationId)).toEqual(
      stays.map(({ id }) => id).toSorted(),
    );
    expect(second.body.nextCursor).toBeUndefined();
    const wrong = await the.house.desk.get(`${guest}/reservations?cursor=x`);
    expectRefusal(wrong, 400, { code: 'cursor_invalid' });
  });
});
