/** The second set of books notices what the first must never do. */
import { describe, expect, test } from 'vitest';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import { dayNumber, type HotelDate } from '#schema/values.ts';
import { type Books, booksOf } from './books.ts';

const first = dayNumber('2030-01-10' as HotelDate);

function event(type: ReservationsEvent['type'], data: object): ReservationsEvent {
  return { type, data } as ReservationsEvent;
}

const opened = event('property.opened.v1', {
  roomTypes: [
    { code: 'DBL', name: 'Double', physical: 2 },
    { code: 'STE', name: 'Suite', physical: 1 },
  ],
});

function fact(
  type: ReservationsEvent['type'],
  reservationId: string,
  version: number,
  status: string,
  more: object = {},
): ReservationsEvent {
  return event(type, {
    ...{ reservationId, version, status, validationMessages: [] },
    booking: { arrival: '2030-01-10', departure: '2030-01-12', roomType: 'DBL' },
    ...more,
  });
}

const confirmed = (id: string, more: object = {}) =>
  fact('reservation.confirmed.v1', id, 1, 'confirmed', more);

function booksAfter(...events: readonly ReservationsEvent[]): Books {
  const books = booksOf();
  for (const each of [opened, ...events]) books.apply(each);
  return books;
}

describe('books made from facts', () => {
  test('count rooms of the type and of the house on every night held', () => {
    const books = booksAfter(confirmed('a'), confirmed('b'));
    expect(Object.fromEntries(books.sold())).toEqual({
      [`DBL ${first}`]: 2,
      [`DBL ${first + 1}`]: 2,
      [`house ${first}`]: 2,
      [`house ${first + 1}`]: 2,
    });
    expect(books).toMatchObject({ reservations: 2, nightsChecked: 8, limitFaults: [] });
  });

  test.each([
    ['cancelled', fact('reservation.cancelled.v1', 'a', 2, 'cancelled'), {}],
    [
      'a no-show, which keeps its first night',
      fact('reservation.no_show.v1', 'a', 2, 'no_show'),
      { [`DBL ${first}`]: 1, [`house ${first}`]: 1 },
    ],
    [
      'checked out early',
      fact('reservation.checked_out.v1', 'a', 2, 'checked_out', { nightsStayed: 1 }),
      { [`DBL ${first}`]: 1, [`house ${first}`]: 1 },
    ],
    [
      'given another type',
      fact('reservation.checked_in.v1', 'a', 2, 'in_house', { assignedRoomType: 'STE' }),
      {
        ...{ [`STE ${first}`]: 1, [`STE ${first + 1}`]: 1 },
        ...{ [`house ${first}`]: 1, [`house ${first + 1}`]: 1 },
      },
    ],
  ])('follow a reservation that is %s', (_name, change, sold) => {
    expect(Object.fromEntries(booksAfter(confirmed('a'), change).sold())).toEqual(sold);
  });

  test('find a night sold beyond the rooms of its type', () => {
    const { limitFaults } = booksAfter(confirmed('a'), confirmed('b'), confirmed('c'));
    expect(limitFaults).toEqual([
      `DBL, day ${first}: 3 sold, 2 allowed`,
      `DBL, day ${first + 1}: 3 sold, 2 allowed`,
    ]);
  });

  test('find a night sold beyond the limit of the house', () => {
    const limit = event('inventory.set.v1', {
      ...{ roomType: null, from: '2030-01-10', to: '2030-01-11', sellLimit: 1, hard: true },
    });
    expect(booksAfter(limit, confirmed('a')).limitFaults).toEqual([]);
    expect(booksAfter(limit, confirmed('a'), confirmed('b')).limitFaults).toEqual([
      `house, day ${first}: 2 sold, 1 allowed`,
    ]);
  });

  test('excuse nights that a reservation was flagged for', () => {
    const flagged = {
      validationMessages: [{ code: 'overbooked', nights: ['2030-01-10', '2030-01-11'] }],
    };
    expect(booksAfter(confirmed('a'), confirmed('b'), confirmed('c', flagged)).limitFaults).toEqual(
      [],
    );
  });

  test('find a version that is missing or comes twice', () => {
    const again = booksAfter(confirmed('a'), confirmed('a'));
    expect(again.versionFaults).toEqual(['reservation a: version 1 after 1']);
    const gap = booksAfter(confirmed('a'), fact('reservation.modified.v1', 'a', 3, 'confirmed'));
    expect(gap.versionFaults).toEqual(['reservation a: version 3 after 1']);
  });
});
