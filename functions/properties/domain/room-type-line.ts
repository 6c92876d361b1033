/** A line of a file of room types. Beds are written as `1 king + 2 single`. */
import { NamedRoomType } from '#schema/rooms/http.ts';
import { type Cells, cellOr, truthOf, type Unread, unreadOf, wholeOf } from './cells.ts';

const persons = ['standard', 'maximum', 'adultsMax', 'childrenMax'] as const;

export const roomTypeColumns = {
  required: ['code', 'name'],
  optional: ['description', 'beds', ...persons, 'connecting', 'roomsListed'],
};

const columnsOf = {
  ...{ roomType: 'code', name: 'name', description: 'description', beds: 'beds' },
  ...Object.fromEntries(persons.map((each) => [`occupancy.${each}`, each])),
  ...{ connecting: 'connecting', roomsListed: 'roomsListed' },
};

export function readRoomTypeLine(
  cells: Cells,
  before: NamedRoomType | undefined,
): NamedRoomType | readonly Unread[] {
  const read = NamedRoomType.safeParse({
    ...{ roomType: cells.get('code'), name: cells.get('name') },
    description: cells.get('description') ?? before?.description ?? '',
    beds: cellOr(cells, 'beds', bedsOf, before?.beds ?? []),
    occupancy: occupancyOf(cells, before),
    connecting: cellOr(cells, 'connecting', truthOf, before?.connecting ?? false),
    roomsListed: cellOr(cells, 'roomsListed', truthOf, before?.roomsListed ?? false),
  });
  return read.success ? read.data : unreadOf(read.error.issues, columnsOf);
}

/** What is no bed is left for the schema to refuse. */
function bedsOf(cell: string): readonly object[] {
  if (cell === '') return [];
  return cell.split('+').map((bed) => {
    const [, count, kind] = /^(\d{1,2})\s+([a-z]+)$/.exec(bed.trim()) ?? [];
    return { kind: kind ?? bed.trim(), count: Number(count ?? 1) };
  });
}

/** All four empty: nobody has said. */
function occupancyOf(cells: Cells, before: NamedRoomType | undefined): unknown {
  const was = before?.occupancy ?? undefined;
  const said = Object.fromEntries(
    persons.map((each) => [each, cellOr(cells, each, wholeOf, was?.[each])]),
  );
  return Object.values(said).every((each) => each === undefined) ? null : said;
}
