/**
 * A door is of two rooms. What is said of some rooms is brought together with those that stand: a
 * door is there when one of its rooms that is spoken of says so, whichever comes first, and gone when
 * none does. So the order in which rooms are said makes no difference, and to say them again neither.
 */
import type { NamedRoom } from '#schema/rooms/http.ts';
import type { RoomNumber } from '#schema/rooms/values.ts';

export type Rooms = ReadonlyMap<RoomNumber, NamedRoom>;

/** Rooms as they will be, said ones and those at the other ends of their doors; `said` names each once. */
export function withDoors(standing: Rooms, said: readonly NamedRoom[]): readonly NamedRoom[] {
  const rooms = new Map(said.map((room) => [room.room, room]));
  const doors = new Map(said.map(({ room, connectsTo }) => [room, new Set(connectsTo)]));
  for (const { room, connectsTo } of said) {
    for (const other of connectsTo) doorsOf(other).add(room);
    for (const other of standing.get(room)?.connectsTo ?? []) doorsOf(other);
  }
  return [...doors].flatMap(([room, others]) => {
    const is = rooms.get(room) ?? standing.get(room);
    return is === undefined ? [] : [{ ...is, connectsTo: [...others].toSorted() }];
  });

  /** Of a room that is not spoken of, those doors stay that nobody spoke of. */
  function doorsOf(room: RoomNumber): Set<RoomNumber> {
    const known = doors.get(room);
    if (known !== undefined) return known;
    const untold = (standing.get(room)?.connectsTo ?? []).filter((other) => !rooms.has(other));
    const kept = new Set(untold);
    doors.set(room, kept);
    return kept;
  }
}

/**
 * Of rooms that are said, those whose doors lead nowhere, with where they would lead: to themselves, or
 * to no room that stands and to none of the others that are left once such rooms are taken out.
 */
export function doorsToNowhere(
  standing: { has(room: RoomNumber): boolean },
  said: readonly NamedRoom[],
): ReadonlyMap<RoomNumber, readonly RoomNumber[]> {
  const left = new Set(said.map(({ room }) => room));
  const named = new Map<RoomNumber, NamedRoom[]>();
  for (const room of said) {
    for (const other of room.connectsTo) named.set(other, [...(named.get(other) ?? []), room]);
  }
  const isThere = (room: RoomNumber): boolean => left.has(room) || standing.has(room);
  const nowhere = new Map<RoomNumber, readonly RoomNumber[]>();
  const toJudge = [...said];
  // Each room is taken out once, and only then those that name it are judged again.
  for (let room = toJudge.pop(); room !== undefined; room = toJudge.pop()) {
    const { room: itself } = room;
    const missing = room.connectsTo.filter((other) => other === itself || !isThere(other));
    if (missing.length === 0 || !left.has(room.room)) continue;
    nowhere.set(room.room, missing);
    left.delete(room.room);
    toJudge.push(...(named.get(room.room) ?? []));
  }
  return nowhere;
}
