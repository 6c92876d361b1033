/** Where a data set is replayed: one property for each of its hotels, found again by the next run. */
import { hash } from 'node:crypto';
import { Property } from '#schema/properties.ts';
import { dateOfDay } from '#schema/values.ts';
import type { Api } from '../serai/api.ts';
import { currency } from './commands.ts';
import type { HotelPlan } from './schedule.ts';

/** As many as any hotel could need: rooms are no limit unless `--rooms` makes them one. */
const unlimitedRooms = 100_000;
const timeZone = 'Europe/Lisbon';

/** Of the same file with the same options, always the same; of anything else, another. */
export function replayIdOf(sha256: string, rooms: number | undefined): string {
  return `replay-${sha256.slice(0, 32)}-${rooms ?? 'unlimited'}`;
}

export async function openHotel(api: Api, plan: HotelPlan, replayId: string): Promise<string> {
  const { id } = await api.post(
    '/v1/properties',
    {
      name: plan.hotel,
      timeZone,
      currency,
      businessDate: dateOfDay(plan.firstDay),
      roomTypes: plan.roomTypes.map((code) => ({
        code,
        name: `Type ${code}`,
        physical: unlimitedRooms,
      })),
    },
    // A name may hold any letter, a key only some.
    `${replayId}-${hash('sha256', plan.hotel).slice(0, 16)}`,
    Property,
  );
  return id;
}
