/** Takes the number of rooms of a type from the list of rooms, which a room type may come with. */
import type { CommandEnvelope, CountRooms } from '#schema/reservations/commands.ts';
import type { RoomsCounted } from '#schema/reservations/events.ts';
import { accept } from '#shared/decide.ts';
import { addScope, type PropertyBook, roomTypeOf } from './book.ts';
import { factHead } from './facts.ts';
import { physicalAt, place, setUntouched } from './nights.ts';
import type { Outcome } from './outcome.ts';
import { setNight } from './set-night.ts';

/** Lists come once, in order, or again, or late: only a newer one than the last counts. */
export function countRooms(
  command: CommandEnvelope,
  { type: _, ...counted }: CountRooms,
  book: PropertyBook,
): Outcome {
  const known = roomTypeOf(book, counted.roomType)?.listVersion;
  if (known !== undefined && known >= counted.listVersion) return accept();
  return accept({ type: 'rooms.counted.v1', data: { ...factHead(command, book), ...counted } });
}

/** No night has more rooms than stand: one that was given another number keeps it, but no more than that. */
export function applyCount(book: PropertyBook, fact: RoomsCounted): PropertyBook {
  const { nights } = book;
  const { roomType: code, name, rooms: physical, listVersion } = fact;
  const before = roomTypeOf(book, code)?.physical ?? 0;
  const scope = book.scopes.get(code) ?? addScope(book, code);
  book.roomTypes = book.roomTypes.with(scope, { code, name, physical, listVersion });
  setUntouched(nights, scope, { physical });
  for (let day = book.businessDay; day < nights.firstDay + nights.days; day += 1) {
    const stood = physicalAt(nights, place(nights, scope, day));
    const stand = stood === before ? physical : Math.min(stood, physical);
    if (stand === stood) continue;
    setNight(book, scope, day, { physical: stand });
  }
  book.version += 1;
  book.touched.property = true;
  return book;
}
