import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitRooms, type Taken } from './fit-rooms.ts';

/** Days of two months, counted from the first. */
const month1 = { fromDay: 0, toDay: 31 };
const month2 = { fromDay: 31, toDay: 59 };
const both = { fromDay: 0, toDay: 59 };

describe('G-H4 A room is free on every night, and no room on all of them', () => {
  test('needs one move: room A is booked in month 1, room B in month 2, both are asked for', () => {
    const taken = [
      { room: 'A', ...month1 },
      { room: 'B', ...month2 },
    ];
    expect(fitRooms(['A', 'B'], taken, both)).toEqual([
      { room: 'B', ...month1 },
      { room: 'A', ...month2 },
    ]);
    expect(fitRooms(['A', 'B'], taken, month2)).toEqual([{ room: 'A', ...month2 }]);
  });

  test('fits in one room where one is free all the time, though another is free first', () => {
    expect(fitRooms(['A', 'B'], [{ room: 'A', ...month2 }], both)).toEqual([
      { room: 'B', ...both },
    ]);
  });

  test('does not fit at all where on one night every room is taken', () => {
    const taken = ['A', 'B'].map((room) => ({ room, fromDay: 30, toDay: 31 }));
    expect(fitRooms(['A', 'B'], taken, both)).toBeUndefined();
    expect(fitRooms(['A', 'B'], taken, month2)).toEqual([{ room: 'A', ...month2 }]);
    expect(fitRooms([], [], both)).toBeUndefined();
  });
});

test('H1 Half-open nights: who leaves on a day makes room for who comes on it', () => {
  const taken = [
    { room: 'A', fromDay: 0, toDay: 5 },
    { room: 'A', fromDay: 7, toDay: 9 },
  ];
  expect(fitRooms(['A'], taken, { fromDay: 5, toDay: 7 })).toHaveLength(1);
  expect(fitRooms(['A'], taken, { fromDay: 4, toDay: 7 })).toBeUndefined();
  expect(fitRooms(['A'], taken, { fromDay: 5, toDay: 8 })).toBeUndefined();
});

test('G-H4 No way has fewer moves', () => {
  const nights = 6;
  const rooms = ['A', 'B', 'C'];
  const block = fc.record({
    room: fc.constantFrom(...rooms),
    fromDay: fc.integer({ min: 0, max: nights - 1 }),
    days: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), (blocks) => {
      const taken = blocks.map(({ room, fromDay, days }) => ({
        room,
        fromDay,
        toDay: fromDay + days,
      }));
      const parts = fitRooms(rooms, taken, { fromDay: 0, toDay: nights });
      expect(parts === undefined ? undefined : parts.length - 1).toBe(
        fewestMoves(rooms, taken, nights),
      );
      const covered = (parts ?? []).flatMap(({ room, fromDay, toDay }) =>
        Array.from({ length: toDay - fromDay }, (_, at) => isFree(taken, room, fromDay + at)),
      );
      expect(covered).toEqual(
        parts === undefined ? [] : Array.from({ length: nights }, () => true),
      );
    }),
  );
});

function isFree(taken: readonly Taken[], room: string, day: number): boolean {
  return !taken.some((one) => one.room === room && one.fromDay <= day && day < one.toDay);
}

/** Night by night, by every room. */
function fewestMoves(
  rooms: readonly string[],
  taken: readonly Taken[],
  nights: number,
): number | undefined {
  let moves = new Map(
    rooms.map((room) => [room, isFree(taken, room, 0) ? 0 : Number.POSITIVE_INFINITY]),
  );
  for (let day = 1; day < nights; day += 1) {
    const before = moves;
    const least = Math.min(...before.values());
    moves = new Map(
      rooms.map((room) => [
        room,
        isFree(taken, room, day)
          ? Math.min(before.get(room) ?? Number.POSITIVE_INFINITY, least + 1)
          : Number.POSITIVE_INFINITY,
      ]),
    );
  }
  const least = Math.min(...moves.values());
  return Number.isFinite(least) ? least : undefined;
}
