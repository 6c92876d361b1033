import { describe, expect, test } from 'vitest';
import type { NamedRoom } from '#schema/rooms/http.ts';
import { RoomNumber } from '#schema/rooms/values.ts';
import { RoomTypeCode } from '#schema/values.ts';
import { doorsToNowhere, withDoors } from './doors.ts';

function room(number: string, ...connectsTo: string[]): NamedRoom {
  return {
    room: RoomNumber.parse(number),
    ...{ roomType: RoomTypeCode.parse('DBL'), floor: null, features: [], active: true },
    connectsTo: connectsTo.map((each) => RoomNumber.parse(each)),
  };
}
function standing(...rooms: readonly NamedRoom[]): ReadonlyMap<RoomNumber, NamedRoom> {
  return new Map(rooms.map((each) => [each.room, each]));
}
function byNumber(rooms: readonly NamedRoom[]): readonly NamedRoom[] {
  return rooms.toSorted((one, other) => (one.room < other.room ? -1 : 1));
}

describe('A door', () => {
  test('that one of two rooms names is in both, whichever is said first', () => {
    const said = [room('1', '2'), room('2'), room('3')];
    const after = [room('1', '2'), room('2', '1'), room('3')];
    expect(byNumber(withDoors(standing(), said))).toEqual(after);
    expect(byNumber(withDoors(standing(), said.toReversed()))).toEqual(after);
    expect(byNumber(withDoors(standing(...after), said))).toEqual(after);
  });

  test('into a room that is not spoken of is put there, beside its other doors', () => {
    const before = standing(room('2', '9'), room('9', '2'));
    expect(byNumber(withDoors(before, [room('1', '2')]))).toEqual([
      room('1', '2'),
      room('2', '1', '9'),
    ]);
  });

  test('is gone when none of those that are spoken of names it', () => {
    const before = standing(room('1', '2'), room('2', '1'));
    expect(byNumber(withDoors(before, [room('1')]))).toEqual([room('1'), room('2')]);
    expect(byNumber(withDoors(before, [room('1'), room('2', '1')]))).toEqual([
      room('1', '2'),
      room('2', '1'),
    ]);
  });
});

describe('A door to nowhere', () => {
  test('is one to itself, to no room, or to a room that has such a door itself', () => {
    const said = [
      room('1', '2'),
      room('2', '3'),
      room('3', '7', '8'),
      room('4', '4'),
      room('5', '6'),
    ];
    expect(doorsToNowhere(new Set([room('8').room, room('6').room]), said)).toEqual(
      new Map([
        [room('4').room, ['4']],
        [room('3').room, ['7']],
        [room('2').room, ['3']],
        [room('1').room, ['2']],
      ]),
    );
  });

  test('is not one between two rooms that are said together', () => {
    expect(doorsToNowhere(new Set(), [room('1', '2'), room('2', '1')])).toEqual(new Map());
  });
});
