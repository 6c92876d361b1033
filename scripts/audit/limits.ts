/** No night ever had more rooms sold than its limits, and the writer's own counts say the same. */
import type { ReservationsEventType } from '#schema/reservations/events.ts';
import { dayNumber, type HotelDate } from '#schema/values.ts';
import { booksOf } from './books.ts';
import { type Check, faultList } from './check.ts';
import type { Reader } from './reader.ts';

interface FactRow {
  readonly type: ReservationsEventType;
  readonly data: string;
}

interface NightRow {
  readonly room_type: string;
  readonly night: HotelDate;
  readonly sold: number;
}

export async function checkLimits(
  reader: Reader,
  propertyIds: readonly string[],
): Promise<readonly Check[]> {
  const limitFaults = faultList();
  const versionFaults = faultList();
  const countFaults = faultList();
  let nightsChecked = 0;
  let reservations = 0;
  let nights = 0;
  for (const propertyId of propertyIds) {
    const books = booksOf();
    const facts = reader.pages<FactRow>(
      'select type, data from reservations.events where partition_key = $1 order by partition, position',
      [propertyId],
    );
    for await (const page of facts) {
      for (const { type, data } of page) books.apply({ type, data: JSON.parse(data) });
    }
    for (const fault of books.limitFaults) limitFaults.add(fault);
    for (const fault of books.versionFaults) versionFaults.add(fault);
    nightsChecked += books.nightsChecked;
    reservations += books.reservations;
    const kept = await reader.rows<NightRow>(
      // The house's rooms are the sum of its types'; its own rows hold a limit and no count.
      `select coalesce(room_type, 'house') as room_type, night, sum(sold)::integer as sold
       from reservations.nights where property_id = $1 and room_type <> 'house'
       group by grouping sets ((room_type, night), (night))`,
      [propertyId],
    );
    const expected = new Map(books.sold());
    for (const { room_type, night, sold } of kept) {
      const key = `${room_type} ${dayNumber(night)}`;
      if (sold !== (expected.get(key) ?? 0)) {
        countFaults.add(
          `${room_type}, ${night}: ${sold} kept, ${expected.get(key) ?? 0} by the facts`,
        );
      }
      expected.delete(key);
    }
    for (const [key, sold] of expected) countFaults.add(`${key}: none kept, ${sold} by the facts`);
    nights += kept.length;
  }
  return [
    {
      name: 'no night was sold beyond its limits',
      looked: nightsChecked,
      unit: 'nights sold',
      faults: limitFaults.list,
    },
    {
      name: 'the nights kept are those of the facts',
      looked: nights,
      unit: 'nights',
      faults: countFaults.list,
    },
    {
      name: "every reservation's facts are numbered without a gap",
      looked: reservations,
      unit: 'reservations',
      faults: versionFaults.list,
    },
  ];
}
