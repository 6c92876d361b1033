/** Puts room types and rooms as they are said, one or thousands: rows, facts and what is sold by them move together. */
import { isDeepStrictEqual } from 'node:util';
import type { RoomType } from '#schema/properties.ts';
import { roomsPerFactMax } from '#schema/rooms/events.ts';
import type { NamedRoom, NamedRoomType } from '#schema/rooms/http.ts';
import { withDoors } from './domain/doors.ts';
import { type Changing, factOf, moveVersion } from './master.ts';
import { countRooms, type readRooms, writeRows } from './room-rows.ts';
import { readRoomTypes, writeRoomTypeRows } from './room-type-rows.ts';

/** As a fact carries them: some kilobytes each with every field filled. */
const roomTypesPerFactMax = 50;

/** Resolves with those that are not as they were. Each is said once. */
export async function putRoomTypes(
  changing: Changing,
  said: readonly NamedRoomType[],
  standing: Awaited<ReturnType<typeof readRoomTypes>>,
): Promise<readonly NamedRoomType[]> {
  const { sql, owner, version, sold } = changing;
  const changed = said.filter(
    (each) => !isDeepStrictEqual(standing.get(each.roomType)?.roomType, each),
  );
  if (changed.length === 0) return changed;
  await writeRoomTypeRows(sql, owner, changed, version);
  for (const roomTypes of inParts(changed, roomTypesPerFactMax))
    changing.emit(factOf(changing, 'room_types.set.v1', { roomTypes }));
  const names = new Map(said.map(({ roomType, name }) => [roomType, name]));
  const renamed = sold.map((type) => ({ ...type, name: names.get(type.code) ?? type.name }));
  const added = said
    .filter(({ roomType }) => !standing.has(roomType))
    .map(({ roomType, name }) => ({ code: roomType, name, physical: 0 }));
  const begun = said
    .filter(({ roomType }) => standing.get(roomType)?.roomType.roomsListed !== true)
    .map(({ roomType }) => roomType);
  await count({ ...changing, sold: [...renamed, ...added] }, new Set(begun));
  return changed;
}

/** Resolves with those that are not as they were, among them rooms that got or lost a door. Each is said once. */
export async function putRooms(
  changing: Changing,
  said: readonly NamedRoom[],
  standing: Awaited<ReturnType<typeof readRooms>>,
): Promise<readonly NamedRoom[]> {
  const { sql, owner, version } = changing;
  const before = new Map([...standing].map(([number, { room }]) => [number, room]));
  const changed = withDoors(before, said).filter(
    (room) => !isDeepStrictEqual(before.get(room.room), room),
  );
  if (changed.length === 0) return changed;
  await writeRows(sql, owner, changed, version);
  for (const rooms of inParts(changed, roomsPerFactMax))
    changing.emit(factOf(changing, 'rooms.set.v1', { rooms }));
  await count(changing, new Set());
  return changed;
}

/** Of types whose rooms are all listed as many are sold as stand; where that begins or changes it is a fact of its own. */
async function count(changing: Changing, begun: ReadonlySet<string>): Promise<void> {
  const { sql, owner } = changing;
  const types = await readRoomTypes(sql, owner, changing.sold);
  const counts = await countRooms(sql, owner);
  const sold = changing.sold.map((type): RoomType => {
    const rooms = counts.get(type.code) ?? 0;
    const listed = types.get(type.code)?.roomType.roomsListed === true;
    if (!listed || (rooms === type.physical && !begun.has(type.code))) return type;
    const { code: roomType, name } = type;
    changing.emit(factOf(changing, 'room_type.rooms_changed.v1', { roomType, name, rooms }));
    return { ...type, physical: rooms };
  });
  await moveVersion({ ...changing, sold });
}

function* inParts<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}
