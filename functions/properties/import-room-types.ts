/** Room types from a CSV file: the good lines are in, the bad ones are named, and again changes nothing. */
import { roomTypesMax } from '#schema/properties.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { ImportedLines, type NamedRoomType } from '#schema/rooms/http.ts';
import { RoomTypeCode } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { putRoomTypes } from './change.ts';
import { readRoomTypeLine, roomTypeColumns } from './domain/room-type-line.ts';
import { imported, readLines, withPlace } from './import-lines.ts';
import { takeProperty } from './master.ts';
import { problems } from './problems.ts';
import { readRoomTypes } from './room-type-rows.ts';

/** Five times what may be there, so that a file of a chain says what is wrong with it. */
const linesMax = 5 * roomTypesMax;

export default http({
  context: 'properties',
  name: 'import-room-types',
  purpose: 'Creates and replaces room types from a CSV file, each line by itself.',
  route: 'POST /v1/properties/{propertyId}/room-type-imports',
  permission: 'properties:write',
  scope: 'propertyId',
  transaction: 'write',
  params: PropertyParams,
  textBody: {
    mediaType: 'text/csv',
    example:
      'code,name,beds,standard,maximum,adultsMax,childrenMax,connecting,roomsListed\n' +
      'DBL,Double room,1 queen,2,3,2,1,yes,yes\n',
  },
  // A thousand lines with a long description.
  bodyBytesMax: 4 * 1024 * 1024,
  answers: { 200: ImportedLines, 404: ['property_unknown'], 422: ['csv_header_unfit'] },
  problems,
  scale: { rps: 1, replicasMin: 0, replicasMax: 2 },
  async handle({ params, text, principal }, { sql, emit }) {
    const owner = { tenantId: principal.tenantId, ...params };
    const changing = await takeProperty({ sql, emit }, owner);
    if (changing === undefined) return refuse('property_unknown');
    const standing = await readRoomTypes(sql, owner, changing.sold);
    const read = readLines<NamedRoomType>(text, {
      ...{ ...roomTypeColumns, linesMax, key: 'code' },
      read: (cells) => {
        const code = RoomTypeCode.safeParse(cells.get('code'));
        const before = code.success ? standing.get(code.data)?.roomType : undefined;
        return readRoomTypeLine(cells, before);
      },
    });
    if ('refusal' in read) return read;
    const { placed, faults } = withPlace(
      read.good,
      { size: standing.size, has: ({ roomType }) => standing.has(roomType) },
      { max: roomTypesMax, what: 'room types' },
    );
    const changed = await putRoomTypes(
      changing,
      placed.map(({ value }) => value),
      standing,
    );
    const body = imported(
      read,
      placed.map(({ line, value }) => ({ line, value: value.roomType })),
      [...read.faults, ...faults],
      {
        before: new Set(standing.keys()),
        changed: new Set(changed.map(({ roomType }) => roomType)),
      },
    );
    return { status: 200, body };
  },
});
