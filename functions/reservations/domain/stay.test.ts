import { describe, expect, test } from 'vitest';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { dayNumber } from '#schema/values.ts';
import { dueUntil } from './due.ts';
import {
  booking,
  bookOf,
  closed,
  code,
  date,
  fact,
  flagging,
  given,
  head,
  id,
  inventory,
  nightRows,
  opened,
  sold,
} from './testing.ts';

const suite = { roomType: code('STE') };
/** Beyond every stay of these tests. */
const lastDay = dayNumber(date('2026-12-31'));
const ids = (number: number) => ({
  reservationId: id(number),
  confirmationNumber: `AAAAAAAAA${'3467'[number]}`,
});
const overbooked = (...nights: string[]): ValidationMessage => ({
  code: 'overbooked',
  nights: nights.map(date),
});

type Extra = {
  validationMessages?: ValidationMessage[];
  businessDate?: string;
  version?: number;
  assignedRoomType?: Booking['roomType'];
};

/** Facts of one reservation in the order they usually come. */
const facts = {
  confirmed: (number: number, held: Booking, extra: Extra = {}) =>
    fact('reservation.confirmed.v1', {
      ...ids(number),
      version: 1,
      status: 'confirmed',
      booking: held,
      ...extra,
    }),
  cancelled: (number: number, held: Booking, extra: Extra = {}) =>
    fact('reservation.cancelled.v1', {
      ...ids(number),
      version: 2,
      status: 'cancelled',
      booking: held,
      reason: 'other',
      ...extra,
    }),
  noShow: (number: number, held: Booking, extra: Extra = {}) =>
    fact('reservation.no_show.v1', {
      ...ids(number),
      version: 2,
      status: 'no_show',
      booking: held,
      ...extra,
    }),
  checkedIn: (number: number, held: Booking, extra: Extra = {}) =>
    fact('reservation.checked_in.v1', {
      ...{
        ...ids(number),
        version: 2,
        status: 'in_house',
        booking: held,
        previousStatus: 'confirmed',
      },
      ...extra,
    }),
  undone: (number: number, held: Booking, extra: Extra = {}) =>
    fact('reservation.check_in_undone.v1', {
      ...ids(number),
      version: 3,
      status: 'confirmed',
      booking: held,
      ...extra,
    }),
  checkedOut: (number: number, held: Booking, nightsStayed: number, extra: Extra = {}) =>
    fact('reservation.checked_out.v1', {
      ...ids(number),
      version: 3,
      status: 'checked_out',
      booking: held,
      nightsStayed,
      ...extra,
    }),
};
const { confirmed, cancelled, noShow, checkedIn, undone, checkedOut } = facts;

const on = (number: number) => ({ reservationId: id(number) });
const stay = booking('2026-05-10', '2026-05-13', suite);
const nights = ['2026-05-10', '2026-05-11', '2026-05-12'] as const;

describe('cancelling a stay', () => {
  test('gives every night back, once', () => {
    const after = given(opened(), confirmed(1, stay))
      .when({ type: 'cancel', ...on(1), reason: 'requested_by_guest' })
      .thenFacts(
        fact('reservation.cancelled.v1', {
          ...ids(1),
          version: 2,
          status: 'cancelled',
          booking: stay,
          reason: 'requested_by_guest',
        }),
      );
    expect(sold(after, 'STE', '2026-05-09', '2026-05-14')).toEqual([0, 0, 0, 0, 0]);
    expect(sold(after, 'house', '2026-05-09', '2026-05-14')).toEqual([0, 0, 0, 0, 0]);
    given(opened(), confirmed(1, stay), cancelled(1, stay))
      .when({ type: 'cancel', ...on(1), reason: 'other' })
      .thenNothing();
  });

  test('ends its flags and closes its work; other defects are still said', () => {
    const unknown = { ...stay, children: null };
    const messages = [overbooked('2026-05-11'), { code: 'children_unknown' } as const];
    const after = given(opened(), confirmed(1, unknown, { validationMessages: messages }))
      .when({ type: 'cancel', ...on(1), reason: 'other' })
      .thenFacts(cancelled(1, unknown, { validationMessages: [{ code: 'children_unknown' }] }));
    expect([...after.workItems.values()].map((item) => item.status)).toEqual(['closed', 'closed']);
    expect(
      nightRows(after).map(({ roomType, night, sold: rooms, flagged }) => [
        roomType,
        night,
        rooms,
        flagged,
      ]),
    ).toEqual(nights.map((night) => ['STE', night, 0, 0]));
  });
});

describe('reinstating a stay', () => {
  const reinstated = (
    held: Booking,
    extra: Extra & {
      previousStatus?: 'cancelled' | 'no_show' | 'checked_out';
      status?: 'confirmed' | 'in_house';
    } = {},
  ) =>
    fact('reservation.reinstated.v1', {
      ...{ ...ids(1), version: 3, status: 'confirmed', booking: held, previousStatus: 'cancelled' },
      ...extra,
    });
  const reinstate = { type: 'reinstate', ...on(1) } as const;

  test('takes all nights of a cancelled one again', () => {
    const after = given(opened(), confirmed(1, stay), cancelled(1, stay))
      .when(reinstate)
      .thenFacts(reinstated(stay));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    expect(after.closed.size).toBe(0);
  });

  test('is refused when a night was sold meanwhile, and flagged for a source that cannot take a no', () => {
    const before = [
      opened(),
      confirmed(1, stay),
      cancelled(1, stay),
      confirmed(2, booking('2026-05-12', '2026-05-13', suite)),
    ];
    given(...before)
      .when(reinstate)
      .thenRejected('no_room', { nights: [date('2026-05-12')] });
    given(...before)
      .when(reinstate, flagging)
      .thenFacts(reinstated(stay, { validationMessages: [overbooked('2026-05-12')] }));
  });

  test('reopens the work it closed, as far as still true, and leaves resolved work alone', () => {
    const unknown = { ...stay, children: null, country: null };
    const defects = [{ code: 'children_unknown' } as const, { code: 'country_unknown' } as const];
    const messages = [overbooked(...nights), ...defects];
    const resolved = {
      type: 'work_item.resolved.v1',
      data: { ...head('2026-05-10'), workItemId: `${id(1)}.country_unknown`, note: 'asked' },
    } as const;
    const after = given(
      ...[opened(), confirmed(1, unknown, { validationMessages: messages }), resolved],
      cancelled(1, unknown, { validationMessages: defects }),
    )
      .when(reinstate)
      .thenFacts(reinstated(unknown, { validationMessages: defects }));
    expect([...after.workItems.values()].map((item) => [item.reason, item.status])).toEqual([
      ['overbooked', 'closed'],
      ['children_unknown', 'open'],
      ['country_unknown', 'resolved'],
    ]);
  });

  test('H12 takes back the nights a no-show gave away; the first it still has', () => {
    const before = [opened(), confirmed(1, stay), noShow(1, stay)];
    const after = given(...before)
      .when(reinstate)
      .thenFacts(reinstated(stay, { previousStatus: 'no_show' }));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    const taken = confirmed(2, booking('2026-05-11', '2026-05-12', suite));
    given(...before, taken)
      .when(reinstate)
      .thenRejected('no_room', { nights: [date('2026-05-11')] });
  });

  test('H11 lets a guest who left early today back in', () => {
    const before = [opened(), confirmed(1, stay), checkedIn(1, stay), checkedOut(1, stay, 0)];
    const inHouse = { version: 4, previousStatus: 'checked_out', status: 'in_house' } as const;
    const after = given(...before)
      .when(reinstate)
      .thenFacts(reinstated(stay, inHouse));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    expect(dueUntil(after, 'in_house', lastDay)).toEqual([id(1)]);
    const taken = confirmed(2, booking('2026-05-10', '2026-05-11', suite));
    given(...before, taken)
      .when(reinstate)
      .thenRejected('no_room', { nights: [date('2026-05-10')] });
  });
});

describe('H11 checking in', () => {
  test('changes no night when the booked type is given', () => {
    const after = given(opened(), confirmed(1, stay))
      .when({ type: 'check_in', ...on(1) })
      .thenFacts(checkedIn(1, stay));
    expect(nightRows(after)).toEqual([]);
    given(opened(), confirmed(1, stay))
      .when({ type: 'check_in', ...on(1), assignedRoomType: code('STE') })
      .thenFacts(checkedIn(1, stay));
  });

  test('on another type takes its nights and gives the booked ones back; the booking stays', () => {
    const upgrade = { assignedRoomType: code('STE') };
    const twin = booking('2026-05-10', '2026-05-13', { roomType: code('TWN') });
    const after = given(opened(), confirmed(1, twin))
      .when({ type: 'check_in', ...on(1), ...upgrade })
      .thenFacts(checkedIn(1, twin, upgrade));
    expect(sold(after, 'TWN', '2026-05-10', '2026-05-14')).toEqual([0, 0, 0, 0]);
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    expect(sold(after, 'house', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
  });

  test('on another type is checked like a booking of it', () => {
    const twin = booking('2026-05-10', '2026-05-13', { roomType: code('TWN') });
    const taken = confirmed(2, booking('2026-05-12', '2026-05-13', suite));
    const upgrade = { assignedRoomType: code('STE') };
    const checkIn = { type: 'check_in', ...on(1), ...upgrade } as const;
    given(opened(), confirmed(1, twin), taken)
      .when(checkIn)
      .thenRejected('no_room', { nights: [date('2026-05-12')] });
    given(opened(), confirmed(1, twin), taken)
      .when(checkIn, flagging)
      .thenFacts(
        checkedIn(1, twin, { ...upgrade, validationMessages: [overbooked('2026-05-12')] }),
      );
    given(opened(), confirmed(1, twin))
      .when({ ...checkIn, assignedRoomType: code('FAM') })
      .thenRejected('room_type_unknown');
  });

  test('on another type changes no closed night', () => {
    const late = booking('2026-05-08', '2026-05-12', { roomType: code('TWN') });
    const upgrade = { assignedRoomType: code('STE') };
    const after = given(
      opened('2026-05-08'),
      confirmed(1, late, { businessDate: '2026-05-08' }),
      closed('2026-05-08', '2026-05-09'),
      closed('2026-05-09', '2026-05-10'),
    )
      .when({ type: 'check_in', ...on(1), ...upgrade })
      .thenFacts(checkedIn(1, late, upgrade));
    expect(
      nightRows(after).map(({ roomType, night, sold: rooms }) => [roomType, night, rooms]),
    ).toEqual([
      ['TWN', '2026-05-10', 0],
      ['TWN', '2026-05-11', 0],
      ['STE', '2026-05-10', 1],
      ['STE', '2026-05-11', 1],
    ]);
    expect(sold(after, 'TWN', '2026-05-08', '2026-05-12')).toEqual([1, 1, 0, 0]);
  });

  test('undone the same day keeps the type assigned, and gives it back when the booked one is given', () => {
    const twin = booking('2026-05-10', '2026-05-13', { roomType: code('TWN') });
    const upgrade = { assignedRoomType: code('STE') };
    const before = [opened(), confirmed(1, twin), checkedIn(1, twin, upgrade)];
    const after = given(...before)
      .when({ type: 'undo_check_in', ...on(1) })
      .thenFacts(undone(1, twin, upgrade));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    const again = [...before, undone(1, twin, upgrade)];
    given(...again)
      .when({ type: 'check_in', ...on(1) })
      .thenFacts(checkedIn(1, twin, { ...upgrade, version: 4 }));
    const back = given(...again)
      .when({ type: 'check_in', ...on(1), assignedRoomType: code('TWN') })
      .thenFacts(checkedIn(1, twin, { version: 4 }));
    expect(sold(back, 'STE', '2026-05-10', '2026-05-14')).toEqual([0, 0, 0, 0]);
    expect(sold(back, 'TWN', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
  });

  test('an assignment ends with another booked type', () => {
    const twin = booking('2026-05-10', '2026-05-13', { roomType: code('TWN') });
    const upgrade = { assignedRoomType: code('STE') };
    const double = { ...twin, roomType: code('DBL') };
    const after = given(
      opened(),
      confirmed(1, twin),
      checkedIn(1, twin, upgrade),
      undone(1, twin, upgrade),
    )
      .when({ type: 'modify', ...on(1), changes: { roomType: code('DBL') } })
      .thenFacts(
        fact('reservation.modified.v1', {
          ...ids(1),
          version: 4,
          status: 'confirmed',
          booking: double,
        }),
      );
    expect(sold(after, 'STE', '2026-05-10', '2026-05-13')).toEqual([0, 0, 0]);
    expect(sold(after, 'DBL', '2026-05-10', '2026-05-13')).toEqual([1, 1, 1]);
  });

  test('H12 a late guest takes back the nights the no-show gave away', () => {
    const before = [opened(), confirmed(1, stay), noShow(1, stay)];
    const late = fact('reservation.checked_in.v1', {
      ...ids(1),
      version: 3,
      status: 'in_house',
      booking: stay,
      previousStatus: 'no_show',
    });
    const after = given(...before)
      .when({ type: 'check_in', ...on(1) })
      .thenFacts(late);
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    const taken = confirmed(2, booking('2026-05-11', '2026-05-13', suite));
    given(...before, taken)
      .when({ type: 'check_in', ...on(1) })
      .thenRejected('no_room', { nights: [date('2026-05-11'), date('2026-05-12')] });
  });

  test('is due from the arrival to the night before the departure', () => {
    const checkIn = { type: 'check_in', ...on(1) } as const;
    const allowed = { allowed: ['modify', 'cancel', 'mark_no_show'] };
    const arrivesEarly = booking('2026-05-08', '2026-05-11');
    given(opened(), confirmed(1, arrivesEarly)).when(checkIn).thenFacts(checkedIn(1, arrivesEarly));
    given(opened(), confirmed(1, booking('2026-05-08', '2026-05-10')))
      .when(checkIn)
      .thenRejected('not_due_in', allowed);
    given(opened(), confirmed(1, booking('2026-05-09', '2026-05-09')))
      .when(checkIn)
      .thenRejected('not_due_in', allowed);
    given(opened(), confirmed(1, booking('2026-05-11', '2026-05-12')))
      .when(checkIn)
      .thenRejected('not_due_in', { allowed: ['modify', 'cancel'] });
  });
});

describe('H11 checking out', () => {
  const inHouse = (held: Booking, extra: Extra = {}) => [
    ...[opened('2026-05-10'), confirmed(1, held, extra), checkedIn(1, held, extra)],
    closed('2026-05-10', '2026-05-11'),
  ];
  const checkOut = (earlyDeparture: boolean) =>
    ({ type: 'check_out', ...on(1), earlyDeparture }) as const;

  test('on the departure date changes no night', () => {
    const oneNight = booking('2026-05-10', '2026-05-11', suite);
    const after = given(...inHouse(oneNight))
      .when(checkOut(false))
      .thenFacts(checkedOut(1, oneNight, 1, { businessDate: '2026-05-11' }));
    expect(nightRows(after)).toEqual([]);
    given(...inHouse(oneNight))
      .when(checkOut(true))
      .thenFacts(checkedOut(1, oneNight, 1, { businessDate: '2026-05-11' }));
  });

  test('before it must be said, and gives back the nights from the business date on', () => {
    given(...inHouse(stay))
      .when(checkOut(false))
      .thenRejected('not_due_out', { allowed: ['modify'] });
    const after = given(...inHouse(stay))
      .when(checkOut(true))
      .thenFacts(checkedOut(1, stay, 1, { businessDate: '2026-05-11' }));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 0, 0, 0]);
    expect(sold(after, 'house', '2026-05-10', '2026-05-14')).toEqual([1, 0, 0, 0]);
    expect(dueUntil(after, 'in_house', lastDay)).toEqual([]);
  });

  test('on the arrival date counts no night stayed', () => {
    const after = given(opened(), confirmed(1, stay), checkedIn(1, stay))
      .when(checkOut(true))
      .thenFacts(checkedOut(1, stay, 0));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([0, 0, 0, 0]);
    const dayUse = booking('2026-05-10', '2026-05-10');
    given(opened(), confirmed(1, dayUse), checkedIn(1, dayUse))
      .when(checkOut(false))
      .thenFacts(checkedOut(1, dayUse, 0));
  });

  test('early ends the flags of the nights given back', () => {
    const flags = { validationMessages: [overbooked('2026-05-10', '2026-05-12')] };
    const slept = { validationMessages: [overbooked('2026-05-10')], businessDate: '2026-05-11' };
    const after = given(...inHouse(stay, flags))
      .when(checkOut(true))
      .thenFacts(checkedOut(1, stay, 1, slept));
    expect(nightRows(after).filter(({ flagged }) => flagged !== 0)).toEqual([]);
    expect(after.workItems.get(`${id(1)}.overbooked`)).toMatchObject({
      status: 'open',
      nights: ['2026-05-10'],
    });
  });
});

describe('H12 marking a no-show', () => {
  const mark = { type: 'mark_no_show', ...on(1) } as const;

  test('keeps the first night and gives the others back', () => {
    const after = given(opened(), confirmed(1, stay)).when(mark).thenFacts(noShow(1, stay));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 0, 0, 0]);
    expect(sold(after, 'house', '2026-05-10', '2026-05-14')).toEqual([1, 0, 0, 0]);
    expect(dueUntil(after, 'confirmed', lastDay)).toEqual([]);
  });

  test('of a day use changes no night', () => {
    const dayUse = booking('2026-05-10', '2026-05-10');
    const after = given(opened(), confirmed(1, dayUse)).when(mark).thenFacts(noShow(1, dayUse));
    expect(nightRows(after)).toEqual([]);
  });

  test('keeps the flag of the night it keeps, and closes its work', () => {
    const both = { validationMessages: [overbooked('2026-05-10', '2026-05-11')] };
    const first = { validationMessages: [overbooked('2026-05-10')] };
    const after = given(opened(), confirmed(1, stay, both))
      .when(mark)
      .thenFacts(noShow(1, stay, first));
    expect(after.workItems.get(`${id(1)}.overbooked`)?.status).toBe('closed');
    expect(
      nightRows(after)
        .map(({ night, sold: rooms, flagged }) => [night, rooms, flagged])
        .slice(0, 2),
    ).toEqual([
      ['2026-05-11', 0, 0],
      ['2026-05-12', 0, 0],
    ]);
  });

  test('counts from the arrival date on', () => {
    const early = booking('2026-05-09', '2026-05-12');
    given(opened(), confirmed(1, early)).when(mark).thenFacts(noShow(1, early));
    given(opened(), confirmed(1, booking('2026-05-11', '2026-05-12')))
      .when(mark)
      .thenRejected('not_due_in', { allowed: ['modify', 'cancel'] });
  });
});

describe('the book after inventory was set', () => {
  test('H1 a night that was set is found again after the window grew', () => {
    const far = inventory({
      roomType: code('STE'),
      from: date('2029-05-01'),
      to: date('2029-05-03'),
      physical: 4,
    });
    const book = bookOf(opened(), confirmed(1, stay), far);
    expect(sold(book, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    const four = booking('2029-05-01', '2029-05-03', suite);
    const before = [1, 2, 3].map((number) => confirmed(number, four));
    given(opened(), far, ...before)
      .when({ type: 'modify', ...on(1), changes: { adults: 1 } })
      .thenFacts(
        fact('reservation.modified.v1', {
          ...ids(1),
          version: 2,
          status: 'confirmed',
          booking: { ...four, adults: 1 },
        }),
      );
  });
});
