/** Lines of one call that set the same night of one price, and do not say which of them is meant. */
import { dayNumber, type HotelDate } from '#schema/values.ts';
import { weekdayOf } from './calendar.ts';

interface Line {
  readonly ratePlan: string;
  readonly roomType: string;
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly weekdays?: readonly number[] | undefined;
}

/** Of one line, with a bit for each day of the week it is for. */
interface Nights {
  readonly at: number;
  readonly fromDay: number;
  readonly toDay: number;
  readonly weekdays: number;
}

export interface Overlap {
  readonly at: number;
  /** The line before it that it overlaps. */
  readonly earlier: number;
}

/** A line may lie within an earlier one, as weekends do in a season; one that crosses or hides an earlier one is told. */
export function overlapsOf(lines: readonly Line[]): readonly Overlap[] {
  if (lines.length < 2) return [];
  const all = lines.map((line, at) => nightsOf(line, at));
  const ofOnePrice = Map.groupBy(all, ({ at }) => `${lines[at]?.ratePlan} ${lines[at]?.roomType}`);
  return [...ofOnePrice.values()].flatMap((nights) =>
    nights.flatMap((later, place) => {
      const earlier = nights.slice(0, place).find((each) => overlaps(later, each));
      return earlier === undefined ? [] : [{ at: later.at, earlier: earlier.at }];
    }),
  );
}

function nightsOf({ from, to, weekdays }: Line, at: number): Nights {
  const bits = weekdays?.reduce((all, weekday) => all | (1 << weekday), 0) ?? everyDay;
  return { at, fromDay: dayNumber(from), toDay: dayNumber(to), weekdays: bits };
}
const everyDay = 0b1111_1110;

function overlaps(later: Nights, earlier: Nights): boolean {
  const fromDay = Math.max(later.fromDay, earlier.fromDay);
  const toDay = Math.min(later.toDay, earlier.toDay);
  if (fromDay >= toDay || liesWithin(later, earlier)) return false;
  const both = later.weekdays & earlier.weekdays;
  if (toDay - fromDay >= 7) return both !== 0;
  for (let day = fromDay; day < toDay; day += 1)
    if ((both & (1 << weekdayOf(day))) !== 0) return true;
  return false;
}

/** As some nights of a longer range, or some days of the week of the same one. */
function liesWithin(later: Nights, earlier: Nights): boolean {
  if (later.fromDay < earlier.fromDay || later.toDay > earlier.toDay) return false;
  if (later.toDay - later.fromDay < earlier.toDay - earlier.fromDay) return true;
  return later.weekdays !== earlier.weekdays && (later.weekdays & ~earlier.weekdays) === 0;
}
