import { describe, expect, test } from 'vitest';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
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

/** The first numbers of the property, in order. */
const numbers = ['4PGDDXQQYH', 'AEJR7VHJ6Y', 'M7TMREJXWG', 'HEFDNAEYHP'];

function confirmed(
  number: number,
  held: Booking,
  validationMessages: ValidationMessage[] = [],
  count = number - 1,
) {
  return fact('reservation.confirmed.v1', {
    reservationId: id(number),
    confirmationNumber: numbers[count] ?? 'AAAAAAAAAA',
    version: 1,
    status: 'confirmed',
    booking: held,
    validationMessages,
  });
}

function book(number: number, held: Booking) {
  return { type: 'book', reservationId: id(number), booking: held } as const;
}

function turnedAway(
  number: number,
  held: Booking,
  nights: string[],
  validationMessages: ValidationMessage[] = [],
): ReservationsEvent {
  const { arrival, departure, roomType } = held;
  return {
    type: 'reservation.turned_away.v1',
    data: {
      ...head('2026-05-10'),
      reservationId: id(number),
      arrival,
      departure,
      roomType,
      nights: nights.map(date),
      validationMessages,
    },
  };
}

const overbooked = (...nights: string[]): ValidationMessage => ({
  code: 'overbooked',
  nights: nights.map(date),
});

describe('booking a stay', () => {
  test('H1 takes a room on every night of [arrival, departure) and not on the departure', () => {
    const stay = booking('2026-05-11', '2026-05-13');
    const after = given(opened()).when(book(1, stay)).thenFacts(confirmed(1, stay));
    expect(sold(after, 'DBL', '2026-05-10', '2026-05-15')).toEqual([0, 1, 1, 0, 0]);
    expect(sold(after, 'TWN', '2026-05-10', '2026-05-15')).toEqual([0, 0, 0, 0, 0]);
    expect(sold(after, 'house', '2026-05-10', '2026-05-15')).toEqual([0, 1, 1, 0, 0]);
  });

  test('H1 finds room where one guest leaves on the day the next arrives', () => {
    const first = booking('2026-05-10', '2026-05-12', { roomType: code('STE') });
    const next = booking('2026-05-12', '2026-05-14', { roomType: code('STE') });
    const before = booking('2026-05-11', '2026-05-12', { roomType: code('STE') });
    given(opened(), confirmed(1, first)).when(book(2, next)).thenFacts(confirmed(2, next));
    given(opened(), confirmed(1, next)).when(book(2, before)).thenFacts(confirmed(2, before));
    given(opened(), confirmed(1, first))
      .when(book(2, before))
      .thenRejected(
        'no_room',
        { nights: [date('2026-05-11')] },
        turnedAway(2, before, ['2026-05-11']),
      );
  });

  test('H2 is refused as a whole when one night lacks a room, and says which', () => {
    const suite = { roomType: code('STE') };
    const held = [
      confirmed(1, booking('2026-05-11', '2026-05-12', suite)),
      confirmed(2, booking('2026-05-13', '2026-05-14', suite)),
    ];
    const wanted = booking('2026-05-10', '2026-05-15', suite);
    const nights = ['2026-05-11', '2026-05-13'];
    const after = given(opened(), ...held)
      .when(book(3, wanted))
      .thenRejected('no_room', { nights: nights.map(date) }, turnedAway(3, wanted, nights));
    expect(after && sold(after, 'STE', '2026-05-10', '2026-05-15')).toEqual([0, 1, 0, 1, 0]);
    expect(after?.workItems.size).toBe(0);
  });

  test('H2 sells the last room of a type, and not one more', () => {
    const stay = booking('2026-05-10', '2026-05-11');
    given(opened(), confirmed(1, stay)).when(book(2, stay)).thenFacts(confirmed(2, stay));
    given(opened(), confirmed(1, stay), confirmed(2, stay))
      .when(book(3, stay))
      .thenRejected(
        'no_room',
        { nights: [date('2026-05-10')] },
        turnedAway(3, stay, ['2026-05-10']),
      );
  });

  test('H2 sells up to the limit of the house, and not one more', () => {
    const limit = inventory({
      roomType: null,
      from: date('2026-05-10'),
      to: date('2026-05-11'),
      sellLimit: 2,
    });
    const suite = booking('2026-05-10', '2026-05-11', { roomType: code('STE') });
    const twin = booking('2026-05-10', '2026-05-12', { roomType: code('TWN') });
    const double = booking('2026-05-10', '2026-05-11');
    given(opened(), limit, confirmed(1, suite))
      .when(book(2, double))
      .thenFacts(confirmed(2, double));
    given(opened(), limit, confirmed(1, suite), confirmed(2, double))
      .when(book(3, twin))
      .thenRejected(
        'no_room',
        { nights: [date('2026-05-10')] },
        turnedAway(3, twin, ['2026-05-10']),
      );
  });

  test('H2 rooms out of order are not sold, and physical rooms of a night are', () => {
    const night = { from: date('2026-05-10'), to: date('2026-05-11') };
    const stay = booking('2026-05-10', '2026-05-11', { roomType: code('STE') });
    const broken = inventory({ roomType: code('STE'), ...night, outOfOrder: 1 });
    const more = inventory({ roomType: code('STE'), ...night, physical: 2 });
    const refused = turnedAway(1, stay, ['2026-05-10']);
    given(opened(), broken)
      .when(book(1, stay))
      .thenRejected('no_room', { nights: [date('2026-05-10')] }, refused);
    given(opened(), broken, more).when(book(1, stay)).thenFacts(confirmed(1, stay));
    const moreBroken = inventory({ roomType: code('STE'), ...night, outOfOrder: 9 });
    given(opened(), moreBroken)
      .when(book(1, stay))
      .thenRejected('no_room', { nights: [date('2026-05-10')] }, refused);
  });

  test('H2 above what is usable but within a sell limit is taken from any source and flagged', () => {
    const night = { from: date('2026-05-10'), to: date('2026-05-11') };
    const two = inventory({ roomType: code('STE'), ...night, sellLimit: 2 });
    const first = booking('2026-05-10', '2026-05-12', { roomType: code('STE') });
    const second = booking('2026-05-10', '2026-05-11', { roomType: code('STE') });
    const flagged = confirmed(2, second, [overbooked('2026-05-10')]);
    const after = given(opened(), two, confirmed(1, first))
      .when(book(2, second))
      .thenFacts(flagged);
    expect([...after.workItems.keys()]).toEqual([`${id(2)}.overbooked`]);
    given(opened(), two, confirmed(1, first), flagged)
      .when(book(3, second))
      .thenRejected(
        'no_room',
        { nights: [date('2026-05-10')] },
        turnedAway(3, second, ['2026-05-10']),
      );
  });

  test('H2 above what the house can use is flagged, too', () => {
    const night = { from: date('2026-05-10'), to: date('2026-05-11') };
    const stay = (roomType: string) =>
      booking('2026-05-10', '2026-05-11', { roomType: code(roomType) });
    const limits = [
      inventory({ roomType: code('DBL'), ...night, outOfOrder: 2, sellLimit: 2 }),
      inventory({ roomType: null, ...night, sellLimit: 3 }),
    ];
    const flag = [overbooked('2026-05-10')];
    const two = [confirmed(1, stay('DBL'), flag), confirmed(2, stay('DBL'), flag)];
    // Two usable rooms in the house, both sold as doubles: the twin itself is free.
    given(opened(), ...limits, ...two)
      .when(book(3, stay('TWN')))
      .thenFacts(confirmed(3, stay('TWN'), flag));
  });

  test('H3 from an accept-and-flag source is taken without a room, and flagged for those nights', () => {
    const first = booking('2026-05-10', '2026-05-11', { roomType: code('STE') });
    const second = booking('2026-05-10', '2026-05-12', { roomType: code('STE') });
    const flagged = confirmed(2, second, [overbooked('2026-05-10')]);
    const after = given(opened(), confirmed(1, first))
      .when(book(2, second), flagging)
      .thenFacts(flagged);
    expect(sold(after, 'STE', '2026-05-10', '2026-05-13')).toEqual([2, 1, 0]);
  });

  test.each([
    ['type', code('STE')],
    ['house', null],
  ])(
    'H3 a hard limit of the %s binds every source; the refusal goes to the work list',
    (_scope, roomType) => {
      const none = inventory({
        roomType,
        from: date('2026-05-11'),
        to: date('2026-05-12'),
        sellLimit: 0,
        hard: true,
      });
      const first = booking('2026-05-10', '2026-05-11', { roomType: code('STE') });
      const second = booking('2026-05-10', '2026-05-13', { roomType: code('STE'), children: null });
      const nights = ['2026-05-10', '2026-05-11'];
      const messages = [overbooked(...nights), { code: 'children_unknown' } as const];
      const after = given(opened(), none, confirmed(1, first))
        .when(book(2, second), flagging)
        .thenRejected(
          'no_room',
          { nights: nights.map(date) },
          turnedAway(2, second, nights, messages),
        );
      expect(
        [...(after?.workItems.values() ?? [])].map((item) => [
          item.workItemId,
          item.kind,
          item.status,
        ]),
      ).toEqual([
        [`${id(2)}.turned_away.overbooked`, 'turned_away', 'open'],
        [`${id(2)}.turned_away.children_unknown`, 'turned_away', 'open'],
      ]);
    },
  );

  test('H3 a hard limit that is lifted, or not reached, binds nobody', () => {
    const night = { from: date('2026-05-10'), to: date('2026-05-11') };
    const hard = inventory({ roomType: code('STE'), ...night, sellLimit: 1, hard: true });
    const lifted = inventory({ roomType: code('STE'), ...night, sellLimit: null });
    const soft = inventory({ roomType: code('STE'), ...night, hard: false });
    const stay = booking('2026-05-10', '2026-05-11', { roomType: code('STE') });
    const flagged = confirmed(2, stay, [overbooked('2026-05-10')]);
    given(opened(), hard).when(book(1, stay), flagging).thenFacts(confirmed(1, stay));
    given(opened(), hard, confirmed(1, stay), lifted)
      .when(book(2, stay), flagging)
      .thenFacts(flagged);
    given(opened(), hard, confirmed(1, stay), soft)
      .when(book(2, stay), flagging)
      .thenFacts(flagged);
  });

  test('H1 day use takes no night and is never limited', () => {
    const dayUse = booking('2026-05-10', '2026-05-10', { roomType: code('STE') });
    const none = inventory({
      roomType: null,
      from: date('2026-05-10'),
      to: date('2026-05-12'),
      sellLimit: 0,
      hard: true,
    });
    const after = given(opened(), none).when(book(1, dayUse)).thenFacts(confirmed(1, dayUse));
    expect(sold(after, 'house', '2026-05-10', '2026-05-12')).toEqual([0, 0]);
  });

  test('a known reservation is accepted again and nothing happens, even cancelled', () => {
    const stay = booking('2026-05-10', '2026-05-12');
    const other = booking('2020-01-01', '2020-01-01');
    given(opened(), confirmed(1, stay)).when(book(1, other)).thenNothing();
    const cancelled = fact('reservation.cancelled.v1', {
      ...{ reservationId: id(1), confirmationNumber: numbers[0] ?? '', version: 2 },
      ...{ status: 'cancelled', booking: stay, reason: 'other' },
    });
    given(opened(), confirmed(1, stay), cancelled).when(book(1, stay)).thenNothing();
  });

  test('arrives on the business date or later', () => {
    const today = booking('2026-05-10', '2026-05-11');
    given(opened()).when(book(1, today)).thenFacts(confirmed(1, today));
    given(opened())
      .when(book(1, booking('2026-05-09', '2026-05-11')))
      .thenRejected('arrival_in_past');
    given(opened(), closed('2026-05-10', '2026-05-11'))
      .when(book(1, today))
      .thenRejected('arrival_in_past');
  });

  test('ends 1,100 days ahead at the latest', () => {
    const last = booking('2029-05-12', '2029-05-14');
    given(opened()).when(book(1, last)).thenFacts(confirmed(1, last));
    given(opened())
      .when(book(1, booking('2029-05-12', '2029-05-15')))
      .thenRejected('stay_too_far_ahead');
  });

  test('has one rate for each night', () => {
    const rates = (ratesMinor: number[]) => booking('2026-05-10', '2026-05-12', { ratesMinor });
    given(opened())
      .when(book(1, rates([1])))
      .thenRejected('rates_do_not_match_nights');
    given(opened())
      .when(book(1, rates([1, 2, 3])))
      .thenRejected('rates_do_not_match_nights');
    given(opened())
      .when(book(1, rates([0, 2])))
      .thenFacts(confirmed(1, rates([0, 2])));
    const dayUse = booking('2026-05-10', '2026-05-10', { ratesMinor: [100] });
    given(opened()).when(book(1, dayUse)).thenRejected('rates_do_not_match_nights');
    given(opened())
      .when(book(1, booking('2026-05-12', '2026-05-10')))
      .thenRejected('rates_do_not_match_nights');
  });

  test('is in the currency of the property, in one of its room types', () => {
    const francs = booking('2026-05-10', '2026-05-11', { currency: 'CHF' as Currency });
    given(opened()).when(book(1, francs)).thenRejected('currency_mismatch');
    const family = booking('2026-05-10', '2026-05-11', { roomType: code('FAM') });
    given(opened()).when(book(1, family)).thenRejected('room_type_unknown');
  });

  test.each<[string, { [K in keyof Booking]?: Booking[K] }, ValidationMessage[]]>([
    ['no guests', { adults: 0 }, [{ code: 'guests_missing' }]],
    ['children unknown', { children: null }, [{ code: 'children_unknown' }]],
    [
      'no guests but unknown children',
      { adults: 0, children: null },
      [{ code: 'guests_missing' }, { code: 'children_unknown' }],
    ],
    ['a negative rate', { ratesMinor: [1, -1] }, [{ code: 'rate_negative' }]],
    ['an unknown country', { country: null }, [{ code: 'country_unknown' }]],
  ])(
    'H3 with %s is refused by a strict source and flagged by the other',
    (_what, defect, messages) => {
      const stay = booking('2026-05-10', '2026-05-12', defect);
      given(opened())
        .when(book(1, stay))
        .thenRejected('booking_incomplete', { validationMessages: messages });
      const after = given(opened())
        .when(book(1, stay), flagging)
        .thenFacts(confirmed(1, stay, messages));
      expect([...after.workItems.values()].map(({ reason, status }) => [reason, status])).toEqual(
        messages.map((message) => [message.code, 'open']),
      );
    },
  );

  test('H3 with guests of any kind, and no country asked for, has no defect', () => {
    for (const guests of [{ adults: 1 }, { adults: 0, children: 1 }, { adults: 0, infants: 1 }]) {
      const stay = booking('2026-05-10', '2026-05-12', guests);
      given(opened()).when(book(1, stay)).thenFacts(confirmed(1, stay));
    }
  });

  test('numbers follow the count of bookings, not of commands', () => {
    const stay = booking('2026-05-10', '2026-05-11');
    const refused = turnedAway(9, stay, ['2026-05-10']);
    given(opened(), confirmed(1, stay), refused).when(book(2, stay)).thenFacts(confirmed(2, stay));
    expect(bookOf(opened(), confirmed(1, stay), refused).bookings).toBe(1);
  });
});
