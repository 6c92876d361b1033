/** Whether a stay fits in one room, or how often the guest must move: by the fewest moves, and which rooms (H1). */

/** Half-open days, as stays are. */
export interface Days {
  readonly fromDay: number;
  readonly toDay: number;
}

/** Days on which a room is somebody's, or out of order. */
export interface Taken extends Days {
  readonly room: string;
}

/** A part of the stay in one room. */
export interface Part extends Days {
  readonly room: string;
}

/**
 * The parts of a stay in order, one more than there are moves; undefined where on some night no room is free. From each
 * day on the room that is free longest is taken, which no other choice can better; among equals the first in the list.
 */
export function fitRooms(
  rooms: readonly string[],
  taken: readonly Taken[],
  { fromDay, toDay }: Days,
): readonly Part[] | undefined {
  const takenOf = Map.groupBy(taken, ({ room }) => room);
  const parts: Part[] = [];
  for (let day = fromDay; day < toDay; ) {
    let longest: Part | undefined;
    for (const room of rooms) {
      const until = freeUntil(takenOf.get(room) ?? [], day, toDay);
      if (until > (longest?.toDay ?? day)) longest = { room, fromDay: day, toDay: until };
    }
    if (longest === undefined) return undefined;
    parts.push(longest);
    day = longest.toDay;
  }
  return parts;
}

/** The first day on which the room is taken, `day` itself where it is taken then. */
function freeUntil(taken: readonly Days[], day: number, toDay: number): number {
  let until = toDay;
  for (const one of taken) if (one.toDay > day) until = Math.min(until, Math.max(one.fromDay, day));
  return until;
}
