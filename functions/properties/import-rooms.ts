/** Rooms of a whole house from a CSV file: the good lines are in, the bad ones are named, and again changes nothing. */
import { PropertyParams } from '#schema/reservations/http.ts';
import { ImportedLines, type NamedRoom } from '#schema/rooms/http.ts';
import { RoomNumber, roomsMax } from '#schema/rooms/values.ts';
import type { LineFault } from '#shared/csv/table.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { putRooms } from './change.ts';
import { doorsToNowhere } from './domain/doors.ts';
import { readRoomLine, roomColumns } from './domain/room-line.ts';
import { type GoodLine, imported, readLines, withPlace } from './import-lines.ts';
import { takeProperty } from './master.ts';
import { problems } from './problems.ts';
import { readRooms } from './room-rows.ts';

export default http({
  context: 'properties',
  name: 'import-rooms',
  purpose: 'Creates and replaces up to 20,000 rooms from a CSV file, each line by itself.',
  route: 'POST /v1/properties/{propertyId}/room-imports',
  permission: 'properties:write',
  scope: 'propertyId',
  transaction: 'write',
  params: PropertyParams,
  textBody: {
    mediaType: 'text/csv',
    example:
      'number,type,floor,features,connectsTo,active\n' +
      '101,DBL,1,garden_view bath,102,yes\n102,DBL,1,bath,101,yes\n',
  },
  // Twenty thousand lines of two hundred bytes.
  bodyBytesMax: 4 * 1024 * 1024,
  answers: { 200: ImportedLines, 404: ['property_unknown'], 422: ['csv_header_unfit'] },
  problems,
  scale: { rps: 1, replicasMin: 0, replicasMax: 2 },
  async handle({ params, text, principal }, { sql, emit }) {
    const owner = { tenantId: principal.tenantId, ...params };
    const changing = await takeProperty({ sql, emit }, owner);
    if (changing === undefined) return refuse('property_unknown');
    const standing = await readRooms(sql, owner);
    const roomTypes = new Set<string>(changing.sold.map(({ code }) => code));
    const read = readLines<NamedRoom>(text, {
      ...{ ...roomColumns, linesMax: roomsMax, key: 'number' },
      read: (cells) => {
        const number = RoomNumber.safeParse(cells.get('number'));
        const before = number.success ? standing.get(number.data)?.room : undefined;
        return readRoomLine(cells, before, roomTypes);
      },
    });
    if ('refusal' in read) return read;
    const { put, faults } = fitting(read.good, standing);
    const changed = await putRooms(
      changing,
      put.map(({ value }) => value),
      standing,
    );
    const body = imported(
      read,
      put.map(({ line, value }) => ({ line, value: value.room })),
      [...read.faults, ...faults],
      { before: new Set(standing.keys()), changed: new Set(changed.map(({ room }) => room)) },
    );
    return { status: 200, body };
  },
});

/** Those that there is a place for, and whose doors lead somewhere. */
function fitting(
  good: readonly GoodLine<NamedRoom>[],
  standing: ReadonlyMap<RoomNumber, object>,
): { readonly put: readonly GoodLine<NamedRoom>[]; readonly faults: readonly LineFault[] } {
  const { placed, faults } = withPlace(
    good,
    { size: standing.size, has: ({ room }) => standing.has(room) },
    { max: roomsMax, what: 'rooms' },
  );
  const nowhere = doorsToNowhere(
    standing,
    placed.map(({ value }) => value),
  );
  return {
    put: placed.filter(({ value }) => !nowhere.has(value.room)),
    faults: [
      ...faults,
      ...placed.flatMap(({ line, value }) => {
        const rooms = nowhere.get(value.room);
        if (rooms === undefined) return [];
        return [{ line, column: 'connectsTo', reason: `leads to no room: ${rooms.join(' ')}` }];
      }),
    ],
  };
}
