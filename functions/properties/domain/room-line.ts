/** A line of a file of rooms: `number,type,floor,features,connectsTo,active`. */
import { NamedRoom } from '#schema/rooms/http.ts';
import { type Cells, cellOr, truthOf, type Unread, unreadOf, wordsOf } from './cells.ts';

export const roomColumns = {
  required: ['number', 'type'],
  optional: ['floor', 'features', 'connectsTo', 'active'],
};

const columnsOf = {
  ...{ room: 'number', roomType: 'type', floor: 'floor' },
  ...{ features: 'features', connectsTo: 'connectsTo', active: 'active' },
};

export function readRoomLine(
  cells: Cells,
  before: NamedRoom | undefined,
  roomTypes: ReadonlySet<string>,
): NamedRoom | readonly Unread[] {
  const roomType = cells.get('type') ?? '';
  if (!roomTypes.has(roomType))
    return [{ column: 'type', reason: 'is no room type of the property' }];
  const read = NamedRoom.safeParse({
    ...{ room: cells.get('number'), roomType },
    floor: cellOr(cells, 'floor', (cell) => (cell === '' ? null : cell), before?.floor ?? null),
    features: cellOr(cells, 'features', wordsOf, before?.features ?? []),
    connectsTo: cellOr(cells, 'connectsTo', wordsOf, before?.connectsTo ?? []),
    // A room that is in the list stands, unless the list says otherwise.
    active: cellOr(cells, 'active', (cell) => cell === '' || truthOf(cell), before?.active ?? true),
  });
  return read.success ? read.data : unreadOf(read.error.issues, columnsOf);
}
