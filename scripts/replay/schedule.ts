/**
 * What happened in a hotel, day by day and in order: the same rows give the same steps, so a replay
 * that was cut off goes on from its business date.
 */
import { daysAheadMax } from '#schema/values.ts';
import { FileRefused } from './file-refused.ts';
import type { BookedRow } from './row.ts';

export type Step =
  | {
      readonly do: 'check_out' | 'cancel' | 'book' | 'check_in' | 'mark_no_show';
      readonly row: BookedRow;
    }
  /** The house limit of the nights `[fromDay, toDay)`. */
  | { readonly do: 'limit'; readonly fromDay: number; readonly toDay: number }
  | { readonly do: 'close' };

export interface HotelPlan {
  readonly hotel: string;
  /** The first booking is made on it. */
  readonly firstDay: number;
  /** The last guest is to leave on it; it is closed, too. */
  readonly lastDay: number;
  /** Booked and given ones, sorted. */
  readonly roomTypes: readonly string[];
  readonly rows: readonly BookedRow[];
  stepsOf(day: number): readonly Step[];
}

/** One plan for each hotel, in the order the file names them. */
export function plansOf(
  rows: readonly BookedRow[],
  options: { readonly limited: boolean },
): readonly HotelPlan[] {
  const byHotel = Map.groupBy(rows, (row) => row.hotel);
  return [...byHotel].map(([hotel, own]) => planOf(hotel, own, options.limited));
}

type ByDay = ReadonlyMap<number, readonly BookedRow[]>;
const nobody: readonly BookedRow[] = [];

function planOf(hotel: string, rows: readonly BookedRow[], limited: boolean): HotelPlan {
  const firstDay = rows.reduce((day, row) => Math.min(day, row.bookedDay), Infinity);
  const lastDay = rows.reduce((day, row) => Math.max(day, row.departureDay), 0);
  for (const row of rows) {
    if (row.departureDay > row.bookedDay + daysAheadMax) {
      throw new FileRefused(
        `Row ${row.number}: it ends more than ${daysAheadMax} days after it was booked.`,
      );
    }
  }
  const booked: ByDay = Map.groupBy(rows, (row) => row.bookedDay);
  const arriving: ByDay = Map.groupBy(rows, (row) => row.arrivalDay);
  const leaving: ByDay = Map.groupBy(rows, (row) => row.departureDay);
  const cancelled: ByDay = Map.groupBy(
    rows.filter((row) => row.cancelledDay !== undefined),
    (row) => row.cancelledDay ?? 0,
  );
  const limits = limited ? limitsOf(booked, firstDay, lastDay) : new Map<number, Step>();

  function stepsOf(day: number): readonly Step[] {
    const stayed = (row: BookedRow) => row.status === 'Check-Out';
    const on = (list: ByDay) => list.get(day) ?? nobody;
    const limit = limits.get(day);
    return [
      ...steps(
        'check_out',
        on(leaving).filter((row) => stayed(row) && row.arrivalDay < day),
      ),
      ...steps(
        'cancel',
        on(cancelled).filter((row) => row.bookedDay < day),
      ),
      ...(limit === undefined ? [] : [limit]),
      ...steps('book', on(booked)),
      ...steps(
        'cancel',
        on(cancelled).filter((row) => row.bookedDay === day),
      ),
      ...steps('check_in', on(arriving).filter(stayed)),
      ...steps(
        'mark_no_show',
        on(arriving).filter((row) => row.status === 'No-Show'),
      ),
      ...steps(
        'check_out',
        on(arriving).filter((row) => stayed(row) && row.departureDay === day),
      ),
      { do: 'close' },
    ];
  }

  const roomTypes = [
    ...new Set(rows.flatMap((row) => [row.reservedType, row.assignedType])),
  ].sort();
  return { hotel, firstDay, lastDay, roomTypes, rows, stepsOf };
}

function steps(what: Exclude<Step['do'], 'limit' | 'close'>, rows: readonly BookedRow[]): Step[] {
  return rows.map((row) => ({ do: what, row }));
}

/** A limit reaches no further ahead than a booking may; it is extended on the day a booking needs it. */
function limitsOf(booked: ByDay, firstDay: number, lastDay: number): ReadonlyMap<number, Step> {
  const limits = new Map<number, Step>();
  let toDay = firstDay;
  for (let day = firstDay; day <= lastDay; day += 1) {
    const furthest = (booked.get(day) ?? nobody).reduce(
      (end, row) => Math.max(end, row.departureDay),
      0,
    );
    if (furthest <= toDay && day > firstDay) continue;
    limits.set(day, { do: 'limit', fromDay: Math.max(toDay, day), toDay: day + daysAheadMax });
    toDay = day + daysAheadMax;
  }
  return limits;
}
