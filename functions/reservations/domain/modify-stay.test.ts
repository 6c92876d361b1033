import { describe, expect, test } from 'vitest';
import type { ModifyStay } from '#schema/reservations/commands.ts';
import type { Booking, ReservationStatus, ValidationMessage } from '#schema/reservations/values.ts';
import type { Currency } from '#schema/values.ts';
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
  opened,
  sold,
} from './testing.ts';

const ids = (number: number) => ({
  reservationId: id(number),
  confirmationNumber: `AAAAAAAAA${'3467'[number]}`,
});
const overbooked = (...nights: string[]): ValidationMessage => ({
  code: 'overbooked',
  nights: nights.map(date),
});

function confirmed(number: number, held: Booking, validationMessages: ValidationMessage[] = []) {
  return fact('reservation.confirmed.v1', {
    ...ids(number),
    version: 1,
    status: 'confirmed',
    booking: held,
    validationMessages,
  });
}

function modified(
  number: number,
  held: Booking,
  validationMessages: ValidationMessage[] = [],
  status: ReservationStatus = 'confirmed',
  version = 2,
) {
  return fact('reservation.modified.v1', {
    ...ids(number),
    version,
    status,
    booking: held,
    validationMessages,
  });
}

function modify(number: number, changes: ModifyStay['changes']): ModifyStay {
  return { type: 'modify', reservationId: id(number), changes };
}

const suite = { roomType: code('STE') };

describe('H9 modifying a confirmed stay', () => {
  const stay = booking('2026-05-11', '2026-05-13', suite);

  test('moves it by one night, although it holds the only room itself', () => {
    const moved = booking('2026-05-12', '2026-05-14', suite);
    const { arrival, departure } = moved;
    const after = given(opened(), confirmed(1, stay))
      .when(modify(1, { arrival, departure }))
      .thenFacts(modified(1, moved));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-15')).toEqual([0, 0, 1, 1, 0]);
    expect(sold(after, 'house', '2026-05-10', '2026-05-15')).toEqual([0, 0, 1, 1, 0]);
  });

  test('needs room on the new nights only, and releases nothing when one lacks it', () => {
    const other = confirmed(2, booking('2026-05-13', '2026-05-14', suite));
    const longer = { departure: date('2026-05-15'), ratesMinor: [1, 2, 3, 4] };
    const after = given(opened(), confirmed(1, stay), other)
      .when(modify(1, longer))
      .thenRejected('no_room', { nights: [date('2026-05-13')] });
    expect(after && sold(after, 'STE', '2026-05-10', '2026-05-16')).toEqual([0, 1, 1, 1, 0, 0]);
  });

  test('changes the type: takes the new one and gives the old one back', () => {
    const twin = { ...stay, roomType: code('TWN') };
    const after = given(opened(), confirmed(1, stay))
      .when(modify(1, { roomType: code('TWN') }))
      .thenFacts(modified(1, twin));
    expect(sold(after, 'TWN', '2026-05-10', '2026-05-14')).toEqual([0, 1, 1, 0]);
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([0, 0, 0, 0]);
    expect(sold(after, 'house', '2026-05-10', '2026-05-14')).toEqual([0, 1, 1, 0]);
  });

  test('changes the type in a full house, whose room it has already', () => {
    const full = inventory({
      roomType: null,
      from: date('2026-05-11'),
      to: date('2026-05-13'),
      sellLimit: 1,
      hard: true,
    });
    const twin = { ...stay, roomType: code('TWN') };
    given(opened(), confirmed(1, stay), full)
      .when(modify(1, { roomType: code('TWN') }))
      .thenFacts(modified(1, twin));
    const taken = confirmed(2, booking('2026-05-12', '2026-05-13', { roomType: code('TWN') }));
    given(opened(), confirmed(1, stay), taken)
      .when(modify(1, { roomType: code('TWN') }))
      .thenRejected('no_room', { nights: [date('2026-05-12')] });
  });

  test('said with the values it has, or with none, is accepted and nothing happens', () => {
    given(opened(), confirmed(1, stay)).when(modify(1, {})).thenNothing();
    given(opened(), confirmed(1, stay))
      .when(modify(1, { ...stay, ratesMinor: [...stay.ratesMinor] }))
      .thenNothing();
  });

  test('arrives on the business date or later, unless its arrival stays', () => {
    const { departure } = stay;
    const today = booking('2026-05-10', '2026-05-13', suite);
    const { arrival, ratesMinor } = today;
    given(opened(), confirmed(1, stay))
      .when(modify(1, { arrival, ratesMinor }))
      .thenFacts(modified(1, today));
    const past = { arrival: date('2026-05-09'), departure, ratesMinor: [1, 2, 3, 4] };
    given(opened(), confirmed(1, stay)).when(modify(1, past)).thenRejected('arrival_in_past');
  });

  test('is judged like a booking', () => {
    const before = [opened(), confirmed(1, stay)];
    given(...before)
      .when(modify(1, { roomType: code('FAM') }))
      .thenRejected('room_type_unknown');
    given(...before)
      .when(modify(1, { currency: 'CHF' as Currency }))
      .thenRejected('currency_mismatch');
    given(...before)
      .when(modify(1, { departure: date('2026-05-14') }))
      .thenRejected('rates_do_not_match_nights');
    given(...before)
      .when(modify(1, { ratesMinor: [1] }))
      .thenRejected('rates_do_not_match_nights');
    const far = { arrival: date('2029-05-13'), departure: date('2029-05-15') };
    given(...before)
      .when(modify(1, far))
      .thenRejected('stay_too_far_ahead');
    const last = booking('2029-05-12', '2029-05-14', suite);
    given(...before)
      .when(modify(1, { arrival: last.arrival, departure: last.departure }))
      .thenFacts(modified(1, last));
  });

  test('must not bring a defect from a strict source; those it had stay on the work list', () => {
    const unknown = { ...stay, country: null };
    const had: ValidationMessage[] = [{ code: 'country_unknown' }];
    given(opened(), confirmed(1, unknown, had))
      .when(modify(1, { children: null }))
      .thenRejected('booking_incomplete', { validationMessages: [{ code: 'children_unknown' }] });
    given(opened(), confirmed(1, unknown, had))
      .when(modify(1, { adults: 1 }))
      .thenFacts(modified(1, { ...unknown, adults: 1 }, had));
    const both = [{ code: 'children_unknown' } as const, ...had];
    given(opened(), confirmed(1, unknown, had))
      .when(modify(1, { children: null }), flagging)
      .thenFacts(modified(1, { ...unknown, children: null }, both));
    const known = { ...unknown, country: 'AUT' };
    const after = given(opened(), confirmed(1, unknown, had))
      .when(modify(1, { country: 'AUT' }))
      .thenFacts(modified(1, known));
    expect(after.workItems.get(`${id(1)}.country_unknown`)?.status).toBe('closed');
  });

  test('H3 keeps its flags on the nights it keeps, loses the others, and is flagged for new ones', () => {
    const flagged = confirmed(2, stay, [overbooked('2026-05-11', '2026-05-12')]);
    const third = confirmed(3, booking('2026-05-13', '2026-05-14', suite));
    const moved = booking('2026-05-12', '2026-05-14', suite);
    const { arrival, departure } = moved;
    const after = given(opened(), confirmed(1, stay), flagged, third)
      .when(modify(2, { arrival, departure }), flagging)
      .thenFacts(modified(2, moved, [overbooked('2026-05-12', '2026-05-13')]));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-15')).toEqual([0, 1, 2, 2, 0]);
    expect(after.workItems.get(`${id(2)}.overbooked`)).toMatchObject({
      status: 'open',
      nights: ['2026-05-12', '2026-05-13'],
    });
    const still = given(opened(), flagged)
      .when(modify(2, { adults: 1 }))
      .thenFacts(modified(2, { ...stay, adults: 1 }, [overbooked('2026-05-11', '2026-05-12')]));
    expect(still.workItems.size).toBe(1);
  });

  test('H3 keeps a flag for a house that is still over, also in another type', () => {
    const one = inventory({
      roomType: null,
      from: date('2026-05-11'),
      to: date('2026-05-13'),
      sellLimit: 1,
    });
    const first = confirmed(1, booking('2026-05-11', '2026-05-12'));
    const flagged = confirmed(2, stay, [overbooked('2026-05-11', '2026-05-12')]);
    given(opened(), one, first, flagged)
      .when(modify(2, { roomType: code('TWN') }))
      .thenFacts(modified(2, { ...stay, roomType: code('TWN') }, [overbooked('2026-05-11')]));
  });

  test('H3 refused by a hard limit goes to the work list when the source cannot take a no', () => {
    const hard = inventory({
      roomType: code('STE'),
      from: date('2026-05-13'),
      to: date('2026-05-14'),
      sellLimit: 0,
      hard: true,
    });
    const longer = { departure: date('2026-05-14'), ratesMinor: [1, 2, 3] };
    given(opened(), hard, confirmed(1, stay))
      .when(modify(1, longer), flagging)
      .thenRejected(
        'no_room',
        { nights: [date('2026-05-13')] },
        {
          type: 'reservation.turned_away.v1',
          data: {
            ...head('2026-05-10'),
            reservationId: id(1),
            arrival: date('2026-05-11'),
            departure: date('2026-05-14'),
            roomType: code('STE'),
            nights: [date('2026-05-13')],
            validationMessages: [overbooked('2026-05-13')],
          },
        },
      );
  });
});

describe('H9 modifying a stay in house', () => {
  /** Arrived on the 9th for three nights, one of which is over. */
  const stay = booking('2026-05-09', '2026-05-12', { ...suite, ratesMinor: [1, 2, 3] });
  const facts = [
    opened('2026-05-09'),
    confirmed(1, stay),
    fact('reservation.checked_in.v1', {
      ...{ ...ids(1), version: 2, status: 'in_house', previousStatus: 'confirmed' },
      ...{ booking: stay, businessDate: '2026-05-09' },
    }),
    closed('2026-05-09', '2026-05-10'),
  ];
  const changed = (held: Booking) => modified(1, held, [], 'in_house', 3);

  test('extends it where there is room', () => {
    const longer = { ...stay, departure: date('2026-05-13'), ratesMinor: [1, 2, 3, 4] };
    const { departure, ratesMinor } = longer;
    const after = given(...facts)
      .when(modify(1, { departure, ratesMinor }))
      .thenFacts(changed(longer));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-14')).toEqual([1, 1, 1, 0]);
    const taken = confirmed(2, booking('2026-05-12', '2026-05-13', suite));
    given(...facts, taken)
      .when(modify(1, { departure, ratesMinor }))
      .thenRejected('no_room', { nights: [date('2026-05-12')] });
  });

  test('shortens it down to the business date, and gives the nights back', () => {
    const shorter = { ...stay, departure: date('2026-05-10'), ratesMinor: [1] };
    const { departure, ratesMinor } = shorter;
    const after = given(...facts)
      .when(modify(1, { departure, ratesMinor }))
      .thenFacts(changed(shorter));
    expect(sold(after, 'STE', '2026-05-10', '2026-05-13')).toEqual([0, 0, 0]);
    expect(sold(after, 'house', '2026-05-10', '2026-05-13')).toEqual([0, 0, 0]);
    given(...facts)
      .when(modify(1, { departure: date('2026-05-09'), ratesMinor: [] }))
      .thenRejected('night_closed');
  });

  test('leaves the rates of closed nights alone', () => {
    given(...facts)
      .when(modify(1, { ratesMinor: [9, 2, 3] }))
      .thenRejected('night_closed');
    given(...facts)
      .when(modify(1, { ratesMinor: [1, 9, 9] }))
      .thenFacts(changed({ ...stay, ratesMinor: [1, 9, 9] }));
  });

  test.each<[string, ModifyStay['changes']]>([
    ['arrival', { arrival: date('2026-05-10'), ratesMinor: [2, 3] }],
    ['room type', { roomType: code('TWN') }],
    ['country', { country: 'AUT' }],
    ['currency', { currency: 'CHF' as Currency }],
  ])('does not change its %s', (_field, changes) => {
    given(...facts)
      .when(modify(1, changes))
      .thenRejected('guest_in_house', { allowed: ['modify'] });
  });

  test.each<[string, ModifyStay['changes']]>([
    ['adults', { adults: 1 }],
    ['children', { children: 1 }],
    ['infants', { infants: 1 }],
    ['external code', { externalCode: 'X-1' }],
    ['personal', { personal: 'sealed' }],
  ])('changes its %s', (_field, changes) => {
    given(...facts)
      .when(modify(1, { ...changes, arrival: stay.arrival }))
      .thenFacts(changed({ ...stay, ...changes } as Booking));
  });

  test('keeps the flag of a night that is over', () => {
    const flagged = [overbooked('2026-05-09')];
    const before = [opened('2026-05-09'), confirmed(1, stay, flagged)];
    const arrived = fact('reservation.checked_in.v1', {
      ...{ ...ids(1), version: 2, status: 'in_house', previousStatus: 'confirmed' },
      ...{ booking: stay, businessDate: '2026-05-09', validationMessages: flagged },
    });
    const after = given(...before, arrived, closed('2026-05-09', '2026-05-10'))
      .when(modify(1, { adults: 1 }))
      .thenFacts(modified(1, { ...stay, adults: 1 }, flagged, 'in_house', 3));
    expect(
      bookOf(...before, arrived, closed('2026-05-09', '2026-05-10')).workItems.get(
        `${id(1)}.overbooked`,
      )?.status,
    ).toBe('open');
    expect(after.workItems.get(`${id(1)}.overbooked`)?.status).toBe('open');
  });
});
