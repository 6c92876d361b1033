import { describe, expect, test } from 'vitest';
import {
  booking,
  bookOf,
  closed,
  code,
  date,
  fact,
  given,
  head,
  id,
  inventory,
  opened,
  sold,
} from './testing.ts';

const night = { from: date('2026-05-11'), to: date('2026-05-12') };
const suite = booking('2026-05-11', '2026-05-12', { roomType: code('STE') });

function confirmed(number: number, held = suite) {
  const ids = { reservationId: id(number), confirmationNumber: `AAAAAAAAA${'3467'[number]}` };
  return fact('reservation.confirmed.v1', {
    ...ids,
    version: 1,
    status: 'confirmed',
    booking: held,
  });
}

const unknown = fact('reservation.confirmed.v1', {
  ...{ reservationId: id(2), confirmationNumber: 'AAAAAAAAA6', version: 1, status: 'confirmed' },
  ...{ booking: { ...suite, children: null }, validationMessages: [{ code: 'children_unknown' }] },
});

function resolved(workItemId: string, note = 'moved next door') {
  return {
    type: 'work_item.resolved.v1',
    data: { ...head('2026-05-10'), workItemId, note },
  } as const;
}

const broken = (outOfOrder: number) => inventory({ roomType: code('STE'), ...night, outOfOrder });
const suiteNight = '2026-05-11.STE.limit_reduced';
const houseNight = '2026-05-11.house.limit_reduced';

describe('the work list', () => {
  test('H2 has a night whose rooms fell below what is sold, with how many are short', () => {
    const limit = inventory({ roomType: null, ...night, sellLimit: 0 });
    const book = bookOf(
      opened(),
      confirmed(1),
      confirmed(2, booking('2026-05-11', '2026-05-12')),
      limit,
      broken(1),
    );
    expect([...book.workItems.values()]).toEqual([
      {
        workItemId: houseNight,
        kind: 'night',
        reason: 'limit_reduced',
        status: 'open',
        reservationId: null,
        roomType: 'house',
        nights: ['2026-05-11'],
        rooms: 2,
        openedOn: '2026-05-10',
        resolution: null,
      },
      {
        workItemId: suiteNight,
        kind: 'night',
        reason: 'limit_reduced',
        status: 'open',
        reservationId: null,
        roomType: 'STE',
        nights: ['2026-05-11'],
        rooms: 1,
        openedOn: '2026-05-10',
        resolution: null,
      },
    ]);
  });

  test('drops the night again when the room is back, or when its guest cancels', () => {
    const back = bookOf(opened(), confirmed(1), broken(1), broken(0));
    expect(back.workItems.get(suiteNight)).toMatchObject({ status: 'closed', rooms: 0 });
    const after = given(opened(), confirmed(1), broken(1))
      .when({ type: 'cancel', reservationId: id(1), reason: 'requested_by_hotel' })
      .thenFacts(
        fact('reservation.cancelled.v1', {
          ...{ reservationId: id(1), confirmationNumber: 'AAAAAAAAA4', version: 2 },
          ...{ status: 'cancelled', booking: suite, reason: 'requested_by_hotel' },
        }),
      );
    expect(after.workItems.get(suiteNight)).toMatchObject({ status: 'closed', rooms: 0 });
    expect(sold(after, 'STE', '2026-05-11', '2026-05-12')).toEqual([0]);
  });

  test('H2 does not count rooms that are flagged already', () => {
    const flagged = fact('reservation.confirmed.v1', {
      ...{
        reservationId: id(2),
        confirmationNumber: 'AAAAAAAAA6',
        version: 1,
        status: 'confirmed',
        booking: suite,
      },
      validationMessages: [{ code: 'overbooked', nights: [date('2026-05-11')] }],
    });
    const book = bookOf(opened(), confirmed(1), flagged);
    expect([...book.workItems.keys()]).toEqual([`${id(2)}.overbooked`]);
    expect(
      bookOf(opened(), confirmed(1), flagged, broken(1)).workItems.get(suiteNight)?.rooms,
    ).toBe(1);
  });

  test('forgets about a night that is over', () => {
    const book = bookOf(
      opened(),
      broken(1),
      confirmed(1),
      closed('2026-05-10', '2026-05-11'),
      closed('2026-05-11', '2026-05-12'),
    );
    expect(book.workItems.get(suiteNight)?.status).toBe('closed');
  });

  test('is told what came of an item, once', () => {
    const item = `${id(2)}.children_unknown`;
    const resolve = { type: 'resolve_work_item', workItemId: item, note: 'two' } as const;
    const after = given(opened(), unknown).when(resolve).thenFacts(resolved(item, 'two'));
    expect(after.workItems.get(item)).toMatchObject({
      status: 'resolved',
      resolution: {
        note: 'two',
        actor: { kind: 'user', id: 'anna' },
        effectiveAt: '2026-05-10T09:00:00.000Z',
      },
    });
    given(opened(), unknown, resolved(item)).when(resolve).thenNothing();
    given(opened(), unknown)
      .when({ ...resolve, workItemId: 'else' })
      .thenRejected('work_item_unknown');
  });

  test('accepts the resolution of what went away by itself', () => {
    given(opened(), confirmed(1), broken(1), broken(0))
      .when({ type: 'resolve_work_item', workItemId: suiteNight, note: '' })
      .thenNothing();
  });

  test('opens a resolved night again when it is short of more rooms, not of fewer', () => {
    const double = (number: number) => confirmed(number, booking('2026-05-11', '2026-05-12'));
    const out = (outOfOrder: number) => inventory({ roomType: code('DBL'), ...night, outOfOrder });
    const item = '2026-05-11.DBL.limit_reduced';
    const before = [opened(), double(1), double(2), out(1), resolved(item)];
    expect(bookOf(...before).workItems.get(item)).toMatchObject({ status: 'resolved', rooms: 1 });
    expect(bookOf(...before, out(1)).workItems.get(item)).toMatchObject({
      status: 'resolved',
      rooms: 1,
    });
    expect(bookOf(...before, out(2)).workItems.get(item)).toMatchObject({
      status: 'open',
      rooms: 2,
      resolution: null,
    });
    const fewer = [...before, out(2), resolved(item), out(1)];
    expect(bookOf(...fewer).workItems.get(item)).toMatchObject({ status: 'resolved', rooms: 1 });
    expect(bookOf(...fewer, out(0), out(1)).workItems.get(item)).toMatchObject({
      status: 'open',
      rooms: 1,
    });
  });

  test('opens a resolved overbooking again for a new night, not for fewer', () => {
    const held = booking('2026-05-11', '2026-05-14', { roomType: code('STE') });
    const ids = {
      reservationId: id(1),
      confirmationNumber: 'AAAAAAAAA4',
      booking: held,
      status: 'confirmed',
    } as const;
    const message = (...nights: string[]) => ({
      validationMessages: [{ code: 'overbooked' as const, nights: nights.map(date) }],
    });
    const item = `${id(1)}.overbooked`;
    const flagged = (...nights: string[]) =>
      fact('reservation.modified.v1', { ...ids, version: 2, ...message(...nights) });
    const first = fact('reservation.confirmed.v1', {
      ...ids,
      version: 1,
      ...message('2026-05-11', '2026-05-12'),
    });
    const before = [opened(), first, resolved(item)];
    expect(bookOf(...before, flagged('2026-05-11')).workItems.get(item)).toMatchObject({
      status: 'resolved',
      nights: ['2026-05-11'],
    });
    expect(
      bookOf(...before, flagged('2026-05-11', '2026-05-13')).workItems.get(item),
    ).toMatchObject({
      status: 'open',
      nights: ['2026-05-11', '2026-05-13'],
      resolution: null,
    });
  });
});
