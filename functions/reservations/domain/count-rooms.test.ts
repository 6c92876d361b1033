import { describe, expect, test } from 'vitest';
import type { CountRooms } from '#schema/reservations/commands.ts';
import type { PropertyBook } from './book.ts';
import { changes } from './changes.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { loadBook } from './load.ts';
import { limitAt, place } from './nights.ts';
import { RowStore } from './testing/row-store.ts';
import {
  booking,
  bookOf,
  code,
  command,
  counted,
  date,
  fact,
  given,
  id,
  inventory,
  opened,
  tenant,
  viewLoaded,
  viewOf,
} from './testing.ts';

const today = date('2026-05-10');

function counting(rooms: number, listVersion: number, roomType = 'DBL'): CountRooms {
  return { type: 'count_rooms', roomType: code(roomType), name: 'Counted', rooms, listVersion };
}

/** What may be sold of a type, day by day from today, and a year ahead. */
function limits(book: PropertyBook, roomType: string, days = 3): readonly number[] {
  const scope = book.scopes.get(code(roomType)) ?? expect.fail();
  const ahead = [...Array.from({ length: days }, (_, day) => day), 400];
  return ahead.map((day) =>
    limitAt(book.nights, place(book.nights, scope, book.businessDay + day)),
  );
}

describe('Counting rooms', () => {
  test('H1 is a fact of what was counted, once for a list', () => {
    given(opened()).when(counting(5, 3)).thenFacts(counted(5, 3));
    given(opened(), counted(5, 3)).when(counting(5, 3)).thenNothing();
  });

  test('of an older list than the last changes nothing', () => {
    given(opened(), counted(5, 3)).when(counting(9, 2)).thenNothing();
    given(opened(), counted(5, 3)).when(counting(9, 4)).thenFacts(counted(9, 4));
  });

  test('H1 changes every night from the open day on, also those that nobody looked at yet', () => {
    expect(limits(bookOf(opened(), counted(5, 3)), 'DBL')).toEqual([5, 5, 5, 5]);
    expect(limits(bookOf(opened(), counted(1, 3)), 'DBL')).toEqual([1, 1, 1, 1]);
  });

  test('H2 leaves a night no more rooms than stand, and what was set lower as it was', () => {
    const set = (from: string, to: string, physical: number) =>
      inventory({ roomType: code('DBL'), from: date(from), to: date(to), physical });
    const book = bookOf(
      opened(),
      set('2026-05-10', '2026-05-11', 9),
      set('2026-05-11', '2026-05-12', 1),
      counted(4, 3),
    );
    expect(limits(book, 'DBL')).toEqual([4, 1, 4, 4]);
  });

  test('H2 below what is sold refuses the next guest and puts the night on the work list', () => {
    const one = booking('2026-05-10', '2026-05-11');
    const sold = [1, 2].map((number) =>
      fact('reservation.confirmed.v1', {
        ...{ reservationId: id(number), confirmationNumber: `AAAAAAAAA${number}` },
        ...{ version: 1, status: 'confirmed', booking: one },
      }),
    );
    const book = bookOf(opened(), ...sold, counted(1, 3));
    expect(book.workItems.get('2026-05-10.DBL.limit_reduced')).toMatchObject({
      ...{ status: 'open', rooms: 1, openedOn: today },
    });
    const next = decide(command({ type: 'book', reservationId: id(3), booking: one }), book);
    expect(next).toMatchObject({ rejection: 'no_room', details: { nights: [today] } });
    evolveAll(book, tenant, [counted(2, 4)]);
    expect(book.workItems.get('2026-05-10.DBL.limit_reduced')).toMatchObject({ status: 'closed' });
  });

  test('of a type that is new sells it from then on, and the rows know it', () => {
    const stay = booking('2026-05-11', '2026-05-12', { roomType: code('FAM') });
    const book1 = { type: 'book', reservationId: id(1), booking: stay } as const;
    given(opened()).when(book1).thenRejected('room_type_unknown');
    const store = new RowStore();
    const house = inventory({
      ...{ roomType: null, from: today, to: date('2026-05-12') },
      sellLimit: 5,
    });
    // Nothing is written in between, as within one batch.
    const book =
      evolveAll(undefined, tenant, [opened(), house, counted(1, 3, 'FAM')]) ?? expect.fail();
    const decision = decide(command(book1), book);
    expect(decision.facts.map(({ type }) => type)).toEqual(['reservation.confirmed.v1']);
    evolveAll(book, tenant, decision.facts);
    expect(limits(book, 'FAM')).toEqual([1, 1, 1, 1]);
    expect(limits(book, 'DBL')).toEqual([2, 2, 2, 2]);
    const full = decide(command({ ...book1, reservationId: id(2) }), book);
    expect(full).toMatchObject({ rejection: 'no_room' });
    store.write(changes(book));
    expect(viewOf(loadBook(store.read()))).toEqual(viewLoaded(book));
    const houseRows = [...store.nights.keys()].filter((key) => key.startsWith('house '));
    expect(houseRows).toEqual(['house 2026-05-10', 'house 2026-05-11']);
  });

  test('leaves the property the one that was opened', () => {
    const [opening] = [opened()];
    if (opening?.type !== 'property.opened.v1') return expect.fail();
    const { propertyId: _, actor: _by, effectiveAt: _at, ...body } = opening.data;
    given(opening, counted(7, 3), counted(1, 4, 'FAM'))
      .when({ type: 'open_property', ...body })
      .thenNothing();
  });
});
