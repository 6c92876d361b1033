import { describe, expect, test } from 'vitest';
import { pricedStay } from '#schema/examples/rates.ts';
import { PricedStay } from '#schema/rates/priced-stay.ts';
import type { Booking } from '#schema/reservations/values.ts';
import { bookingOf, type PropertyBook } from './book.ts';
import { changes } from './changes.ts';
import { confirmationNumber } from './confirmation-number.ts';
import { evolve, evolveAll } from './evolve.ts';
import { admit, admitWorkItems, forget, loadBook, missingFor } from './load.ts';
import type { NightRow } from './rows.ts';
import { RowStore } from './testing/row-store.ts';
import {
  booking,
  bookOf,
  closed,
  code,
  date,
  fact,
  id,
  inventory,
  nightRows,
  opened,
  property,
  sold,
  tenant,
  viewLoaded,
  viewOf,
} from './testing.ts';

const nothing = {
  property: undefined,
  reservations: [],
  nights: [],
  newNights: [],
  workItems: [],
  restrictions: [],
  persons: [],
};

function idsIn(book: PropertyBook) {
  return [...book.reservations.values()].map(({ reservationId }) => reservationId);
}

function confirmed(number: number, held: Booking) {
  const ids = { reservationId: id(number), confirmationNumber: `AAAAAAAAA${'3467'[number]}` };
  return fact('reservation.confirmed.v1', {
    ...ids,
    version: 1,
    status: 'confirmed',
    booking: held,
  });
}

function cancelled(number: number, held: Booking) {
  const ids = { reservationId: id(number), confirmationNumber: `AAAAAAAAA${'3467'[number]}` };
  return fact('reservation.cancelled.v1', {
    ...ids,
    version: 2,
    status: 'cancelled',
    booking: held,
    reason: 'other',
  });
}

const suite = booking('2026-05-11', '2026-05-12', { roomType: code('STE') });

describe('the rows of a book', () => {
  test('are those of what changed since they were last asked for, each once', () => {
    const book = bookOf(opened());
    evolve(book, confirmed(1, suite));
    evolve(book, cancelled(1, suite));
    const rows = changes(book);
    expect(rows.property).toMatchObject({ bookings: 64, version: 1, businessDate: '2026-05-10' });
    expect(rows.reservations).toEqual([
      {
        ...{
          tenantId: tenant,
          propertyId: '0199d000-0000-7000-8000-0000000000aa',
          reservationId: id(1),
        },
        ...{ confirmationNumber: 'AAAAAAAAA4', version: 2, status: 'cancelled' },
        ...{
          arrival: '2026-05-11',
          departure: '2026-05-12',
          roomType: 'STE',
          assignedRoomType: null,
        },
        ...{ ratesMinor: [100_00], currency: 'EUR', adults: 2, children: 0, infants: 0 },
        ...{ country: null, countryAsked: false, externalCode: null, price: null, personal: null },
        ...{
          validationMessages: [],
          checkedInOn: null,
          closedOn: '2026-05-10',
          cancelReason: 'other',
        },
        ...{ createdAt: '2026-05-10T09:00:00.000Z', changedAt: '2026-05-10T09:00:00.000Z' },
      },
    ]);
    const soldIn = (nights: readonly NightRow[]) =>
      nights.map(({ roomType, night, sold: rooms }) => [roomType, night, rooms]);
    expect(soldIn(rows.newNights)).toEqual([['STE', '2026-05-11', 0]]);
    expect([rows.nights, rows.workItems]).toEqual([[], []]);
    expect(changes(book)).toEqual(nothing);

    // What was written once is no new row any more.
    evolve(book, confirmed(2, booking('2026-05-11', '2026-05-13', { roomType: code('STE') })));
    const later = changes(book);
    expect(soldIn(later.newNights)).toEqual([['STE', '2026-05-12', 1]]);
    expect(soldIn(later.nights)).toEqual([['STE', '2026-05-11', 1]]);
  });

  test('of a night closed in between are not lost when the window moves', () => {
    const book = bookOf(opened());
    evolve(book, confirmed(1, booking('2026-05-10', '2026-05-12')));
    evolve(book, closed('2026-05-10', '2026-05-11'));
    evolve(book, confirmed(2, booking('2028-05-10', '2028-05-11')));
    expect(
      nightRows(book).map(({ roomType, night, sold: rooms }) => [roomType, night, rooms]),
    ).toEqual([
      ['DBL', '2026-05-10', 1],
      ['DBL', '2026-05-11', 1],
      ['DBL', '2028-05-10', 1],
    ]);
  });

  test('have the house among them when its limit is set and when it is taken back, not when it is sold', () => {
    const book = bookOf(opened());
    const night = { from: date('2026-05-11'), to: date('2026-05-12'), roomType: null };
    const houseRows = () => nightRows(book).filter(({ roomType }) => roomType === 'house');
    const row = {
      ...{ tenantId: tenant, propertyId: property, roomType: 'house', night: '2026-05-11' },
      ...{ physical: 0, outOfOrder: 0, sellLimit: 3, hard: true, sold: 0, flagged: 0 },
    };
    evolve(book, confirmed(1, suite));
    evolve(book, inventory({ ...night, sellLimit: 3, hard: true }));
    expect(houseRows()).toEqual([row]);
    evolve(book, confirmed(2, booking('2026-05-11', '2026-05-12')));
    expect(houseRows()).toEqual([]);
    evolve(book, inventory({ ...night, sellLimit: null }));
    expect(houseRows()).toEqual([{ ...row, sellLimit: null, hard: false }]);
  });

  test.each<[string, { [K in keyof Booking]?: Booking[K] }]>([
    ['everything', { country: 'AUT', externalCode: 'X-1', personal: 'sealed', children: 1 }],
    ['a price', { price: PricedStay.parse(pricedStay), personal: 'sealed' }],
    ['nothing that can be left out', {}],
    ['a country that is not known', { country: null, children: null }],
  ])('bring back a booking with %s', (_what, more) => {
    const store = new RowStore();
    const book = evolveAll(undefined, tenant, [
      opened(),
      confirmed(1, { ...suite, ...more }),
    ]) as PropertyBook;
    store.write(changes(book));
    expect(viewOf(loadBook(store.read()))).toEqual(viewLoaded(book));
    const brought = loadBook(store.read()).reservations.get(id(1));
    if (brought === undefined) throw new Error('it is not there');
    expect({ ...bookingOf(brought) }).toStrictEqual({ ...suite, ...more });
  });

  test('write the property for one booking in 64, and no number is given twice by a book that was loaded', () => {
    const store = new RowStore();
    let book = evolveAll(undefined, tenant, [opened()]) as PropertyBook;
    store.write(changes(book));
    const given = new Set<string>();
    let written = 0;
    for (let number = 0; number < 200; number += 1) {
      // As a writer does that was killed: what it had put aside is nobody's.
      if (number === 70 || number === 71) book = loadBook(store.read());
      const next = confirmationNumber(book.numbering, book.bookings);
      given.add(next);
      const ids = { reservationId: id(number), confirmationNumber: next };
      const said = { ...ids, version: 1, status: 'confirmed', booking: suite } as const;
      evolve(book, fact('reservation.confirmed.v1', said));
      const rows = changes(book);
      if (rows.property !== undefined) written += 1;
      store.write(rows);
    }
    expect(given.size).toBe(200);
    expect(written).toBe(2 + 1 + 3);
  });

  test('bring back the figures of nights far apart, and leave closed ones out', () => {
    const store = new RowStore();
    const figures = { outOfOrder: 1, sellLimit: 3, hard: true };
    const facts = [
      inventory({
        roomType: code('DBL'),
        from: date('2026-05-10'),
        to: date('2026-05-12'),
        ...figures,
      }),
      inventory({ roomType: null, from: date('2029-05-01'), to: date('2029-05-02'), sellLimit: 5 }),
      closed('2026-05-10', '2026-05-11'),
    ];
    const book = evolveAll(undefined, tenant, [opened(), ...facts]) as PropertyBook;
    store.write(changes(book));
    expect(store.nights.size).toBe(3);
    const loaded = loadBook(store.read());
    expect(viewOf(loaded)).toEqual(viewOf(book));
    expect(Object.keys(viewOf(loaded).figures)).toEqual([
      '0 2026-05-11',
      '3 2026-05-11',
      '3 2029-05-01',
    ]);
  });
});

describe('a book that stays small', () => {
  const unknown = { ...suite, children: null };
  const asked = fact('reservation.confirmed.v1', {
    ...{ reservationId: id(1), confirmationNumber: 'AAAAAAAAA4', version: 1, status: 'confirmed' },
    ...{ booking: unknown, validationMessages: [{ code: 'children_unknown' }] },
  });
  const left = fact('reservation.cancelled.v1', {
    ...{
      reservationId: id(1),
      confirmationNumber: 'AAAAAAAAA4',
      version: 2,
      status: 'cancelled',
      reason: 'other',
    },
    ...{ booking: unknown, validationMessages: [{ code: 'children_unknown' }] },
  });

  test('lets go of a reservation once the day it was closed on is closed, not before', () => {
    const book = bookOf(opened(), asked, left, confirmed(2, suite));
    forget(book);
    expect(idsIn(book)).toEqual([id(1), id(2)]);
    evolve(book, closed('2026-05-10', '2026-05-11'));
    changes(book);
    forget(book);
    expect(idsIn(book)).toEqual([id(2)]);
    expect([...book.workItems.keys()]).toEqual([]);
    expect(sold(book, 'STE', '2026-05-11', '2026-05-12')).toEqual([1]);
  });

  test('lets go of nothing whose row was not handed out', () => {
    const book = bookOf(opened(), closed('2026-05-10', '2026-05-11'));
    evolve(book, confirmed(1, suite));
    evolve(
      book,
      fact('reservation.cancelled.v1', {
        ...{
          reservationId: id(1),
          confirmationNumber: 'AAAAAAAAA4',
          version: 2,
          status: 'cancelled',
          reason: 'other',
        },
        ...{ booking: suite, businessDate: '2026-05-11' },
      }),
    );
    evolve(book, closed('2026-05-11', '2026-05-12'));
    forget(book);
    expect(book.reservations.size).toBe(1);
    changes(book);
    forget(book);
    expect(book.reservations.size).toBe(0);
  });

  test('asks for what it needs, and is the same once it was admitted', () => {
    const store = new RowStore();
    const book = evolveAll(undefined, tenant, [opened(), asked, left]) as PropertyBook;
    store.write(changes(book));
    evolve(book, closed('2026-05-10', '2026-05-11'));
    store.write(changes(book));
    const whole = viewOf(book);
    forget(book);
    const reinstate = { type: 'reinstate', reservationId: id(1) } as const;
    const resolve = {
      type: 'resolve_work_item',
      workItemId: `${id(1)}.children_unknown`,
      note: '',
    } as const;
    expect(missingFor(reinstate, book)).toEqual({ reservationId: id(1) });
    expect(missingFor(resolve, book)).toEqual({ workItemId: `${id(1)}.children_unknown` });
    const rows = store.read();
    for (const row of rows.reservations) admit(book, row, rows.workItems);
    expect(viewOf(book)).toEqual(whole);
    expect(missingFor(reinstate, book)).toEqual({});
    expect(missingFor(resolve, book)).toEqual({});
    expect(changes(book)).toEqual(nothing);
  });

  test('believes its memory more than a row', () => {
    const store = new RowStore();
    const book = evolveAll(undefined, tenant, [opened(), asked]) as PropertyBook;
    store.write(changes(book));
    evolve(book, left);
    const after = viewOf(book);
    const rows = store.read();
    for (const row of rows.reservations) admit(book, row, rows.workItems);
    admitWorkItems(book, rows.workItems);
    expect(viewOf(book)).toEqual(after);
  });
});
