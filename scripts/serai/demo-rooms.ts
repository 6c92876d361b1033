/** The rooms of the demo hotels, in master data: as many as they sell, on floors. */
import { type Access, getOfOpened, postCsv, put } from './demo-api.ts';

const roomsPerFloor = 20;

interface Type {
  readonly code: string;
  readonly name: string;
  readonly physical: number;
}

/** Does nothing where the rooms of every type are listed; what an earlier start began is said again. */
export async function seedRooms(
  admin: Access,
  { id }: { readonly id: string },
  roomTypes: readonly Type[],
): Promise<void> {
  const path = `/v1/properties/${id}`;
  const { roomTypes: described } = await getOfOpened<Described>(admin, `${path}/room-types`);
  if (described.every(({ roomsListed }) => roomsListed)) return;
  await postCsv(admin, `${path}/room-imports`, roomsOf(roomTypes), `demo rooms ${id}`);
  for (const { code, name } of roomTypes) {
    await put(admin, `${path}/room-types/${code}`, {
      ...{ name, description: '', beds: [], occupancy: null },
      ...{ connecting: false, roomsListed: true },
    });
  }
}

/** `101` to `120` on the first floor, and so on, type after type. */
function roomsOf(roomTypes: readonly Type[]): string {
  const types = roomTypes.flatMap(({ code, physical }) => Array<string>(physical).fill(code));
  const lines = types.map((code, at) => {
    const floor = 1 + Math.floor(at / roomsPerFloor);
    return `${floor * 100 + 1 + (at % roomsPerFloor)},${code},${floor}`;
  });
  return ['number,type,floor', ...lines].join('\n');
}

interface Described {
  readonly roomTypes: readonly { readonly roomsListed: boolean }[];
}
