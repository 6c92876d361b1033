import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { put } from '../../scripts/testing/price-list.ts';
import { unknownId } from '../../scripts/testing/samples.ts';
import { created, factsOf, found, idOf, linked, merged, ngozi } from './testing.ts';

const the = inHouse();

const mergers = (path: string, other: string, headers = {}) =>
  the.house.desk.post(`${path}/mergers`, { mergedGuestId: idOf(other) }, undefined, headers);

describe('H30 A profile that is merged into another', () => {
  test('is found in the other one’s place by all that either says', async () => {
    const guest = await created(the, { lastName: 'Bramante', email: 'd@bramante.example' });
    const other = await created(the, { lastName: 'Bramanti', phone: '+39 06 698 0001' });
    expect((await mergers(guest, other)).body).toEqual({ id: idOf(guest), version: 1 });
    for (const wanted of [
      ...[{ lastName: 'Bramante' }, { lastName: 'Bramanti' }, { lastNameStart: 'bramant' }],
      { email: 'd@bramante.example', phone: '+39 066980001' },
    ])
      expect(await found(the, wanted), JSON.stringify(wanted)).toEqual([idOf(guest)]);
    // What the guest says later takes nothing from what the other one said.
    expect((await put(the.house.desk, guest, { lastName: 'Lazzari' })).status).toBe(200);
    expect(await found(the, { lastName: 'Bramanti' })).toEqual([idOf(guest)]);
    expect(await found(the, { lastName: 'Bramante' })).toEqual([]);
  });

  test('keeps its history, and is changed no more', async () => {
    const [guest, other] = [await created(the), await created(the, { lastName: 'Okoye-Hall' })];
    await merged(the, guest, other);
    const { body } = await the.house.desk.get(other);
    expect(body).toMatchObject({
      ...{ status: 'merged', mergedInto: idOf(guest), version: 2 },
      profile: { lastName: 'Okoye-Hall' },
    });
    const [, said] = await factsOf(the, other);
    const fact = { guestId: idOf(other), version: 2, mergedInto: idOf(guest) };
    expect(said).toEqual(['guest.merged.v1', fact]);
    const refused = { code: 'guest_merged', mergedInto: idOf(guest) };
    expectRefusal(await put(the.house.desk, other, ngozi), 409, refused);
    expectRefusal(await the.house.desk.post(`${other}/erasures`, {}), 409, refused);
    expectRefusal(await the.house.desk.get(`${other}/export`), 409, refused);
  });

  test('brings its reservations along', async () => {
    const path = await the.open();
    const [guest, other] = [await created(the), await created(the)];
    const [stay, next] = [await the.booked(path, 0), await the.booked(path, 3)];
    await linked(the, stay, guest);
    await linked(the, next, other);
    await merged(the, guest, other);
    const { body } = await the.house.desk.get(`${guest}/reservations`);
    const ids = body.reservations.map((each: { reservationId: string }) => each.reservationId);
    expect(ids).toEqual([stay.id, next.id].toSorted());
  });

  test('with others merged into it brings these along too', async () => {
    const paths = [await created(the), await created(the), await created(the)] as const;
    const [first, second, third] = paths;
    await merged(the, second, third);
    await merged(the, first, second);
    expect((await the.house.desk.get(third)).body.mergedInto).toBe(idOf(first));
  });
});

describe('H30 A merger is refused', () => {
  test('twice, in a ring, and with itself', async () => {
    const [guest, other, third] = [await created(the), await created(the), await created(the)];
    await merged(the, guest, other);
    const gone = { code: 'guest_merged', mergedInto: idOf(guest) };
    expectRefusal(await mergers(guest, other), 409, gone);
    expectRefusal(await mergers(third, other), 409, gone);
    expectRefusal(await mergers(other, guest), 409, gone);
    const errors = [{ pointer: '/mergedGuestId', detail: 'is the guest itself' }];
    expectRefusal(await mergers(guest, guest), 422, { code: 'guest_unfit', errors });
  });

  test('with nobody, with who was erased, and by who saw another version', async () => {
    const [guest, other] = [await created(the), await created(the)];
    const unfit = (detail: string) => ({
      ...{ code: 'guest_unfit', errors: [{ pointer: '/mergedGuestId', detail }] },
    });
    expectRefusal(await mergers(guest, `/${unknownId}`), 422, unfit('is no guest of the tenant'));
    const late = await mergers(guest, other, { 'if-match': '"2"' });
    expectRefusal(late, 412, { code: 'version_conflict', version: 1 });
    expect((await the.house.desk.post(`${other}/erasures`, {})).status).toBe(200);
    expectRefusal(await mergers(guest, other), 422, unfit('was erased'));
    expectRefusal(await mergers(other, guest), 410, { code: 'guest_erased' });
  });

  test('both ways at once for one of the two', async () => {
    const [guest, other] = [await created(the), await created(the)];
    const answers = await Promise.all([mergers(guest, other), mergers(other, guest)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});
