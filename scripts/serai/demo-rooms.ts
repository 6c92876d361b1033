/** The rooms of the demo hotels, in master data: as many as they sell, on floors. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Access, get, postCsv, put } from './demo-api.ts';

/** The first event of a new house is carried within a second or two; a crowded machine takes longer. */
const listedMsMax = 60_000;
const pollMs = 200;
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
  const { roomTypes: described } = await typesOf(admin, path);
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

/** A property is described a moment after it opened. */
async function typesOf(admin: Access, path: string): Promise<Described> {
  const lateMs = Date.now() + listedMsMax;
  for (;;) {
    const answer = await get<Partial<Described>>(admin, `${path}/room-types`, ['property_unknown']);
    if (answer.roomTypes !== undefined) return { roomTypes: answer.roomTypes };
    if (Date.now() > lateMs) throw new Error(`${path} is not described yet`);
    await delay(pollMs);
  }
}
