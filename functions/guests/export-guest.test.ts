import { describe, expect, test } from 'vitest';
import type { GuestExport } from '#schema/guests/http.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { put } from '../../scripts/testing/price-list.ts';
import { created, idOf, linked, merged, ngozi } from './testing.ts';

const the = inHouse();
const hall = { ...ngozi, lastName: 'Okoye-Hall' };

async function exported(path: string): Promise<GuestExport> {
  const answer = await (await the.house.as('privacy_officer')).get(`${path}/export`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

describe('R-TEN An export', () => {
  test('shows all that is kept: profiles, reservations, and what every fact said, in its order', async () => {
    const [guest, other] = [await created(the), await created(the, { lastName: 'Okoie' })];
    await put(the.house.desk, guest, hall);
    const stay = await the.booked(await the.open());
    const renamed = { guest: { lastName: 'Hall' }, comment: 'Comes late' };
    expect((await the.house.desk.post(`${stay.path}/modifications`, renamed)).status).toBe(200);
    await linked(the, stay, other);
    await merged(the, guest, other);
    const document = await exported(guest);
    expect(document.guestId).toBe(idOf(guest));
    expect(document.profiles.map(({ id, profile }) => [id, profile])).toEqual([
      ...[
        [idOf(guest), hall],
        [idOf(other), { lastName: 'Okoie' }],
      ],
    ]);
    expect(document.reservations).toMatchObject([{ reservationId: stay.id, guestId: idOf(other) }]);
    expect(document.facts.map(({ type, data }) => [type, personalIn(data)])).toEqual([
      ['guest.created.v1', ngozi],
      ['guest.created.v1', { lastName: 'Okoie' }],
      ['guest.changed.v1', hall],
      ['reservation.confirmed.v1', { guest: { lastName: 'Okoye' } }],
      ['reservation.modified.v1', renamed],
      ['guest.reservation_linked.v1', undefined],
      ['guest.merged.v1', undefined],
    ]);
    for (const { actor } of document.facts) expect(actor.kind).toBe('user');
  });

  test('shows nothing of anybody else', async () => {
    const [guest] = [await created(the), await created(the, { lastName: 'Neighbour' })];
    await the.booked(await the.open());
    const document = await exported(guest);
    expect(document.facts).toHaveLength(1);
    expect(JSON.stringify(document)).not.toContain('Neighbour');
  });

  test('is for whoever may, and of who was not erased', async () => {
    const guest = await created(the);
    const clerk = await the.house.as('front_desk');
    for (const answer of [
      await clerk.get(`${guest}/export`),
      await clerk.post(`${guest}/erasures`, {}),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    await the.house.desk.post(`${guest}/erasures`, {});
    expectRefusal(await the.house.desk.get(`${guest}/export`), 410, { code: 'guest_erased' });
  });
});

function personalIn(data: Readonly<Record<string, unknown>>): unknown {
  const booking = data['booking'];
  return typeof booking === 'object' && booking !== null && 'personal' in booking
    ? booking.personal
    : data['personal'];
}
