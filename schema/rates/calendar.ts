/** What holds on which nights: runs of equal nights, in order, apart from each other. */

export interface Run<T> {
  readonly fromDay: number;
  /** The first night that is no longer of it. */
  readonly toDay: number;
  readonly value: T;
}
export type Calendar<T> = readonly Run<T>[];

/** The value of one night. */
export function valueOn<T>(calendar: Calendar<T>, day: number): T | undefined {
  const run = calendar[firstAfter(calendar, day)];
  return run === undefined || day < run.fromDay ? undefined : run.value;
}

/** Whether something holds on a night of `[fromDay, toDay)`. */
export function holdsWithin<T>(calendar: Calendar<T>, fromDay: number, toDay: number): boolean {
  const run = calendar[firstAfter(calendar, fromDay)];
  return run !== undefined && run.fromDay < toDay;
}

/** Where the first run stands that ends after a day, found by halving. */
export function firstAfter<T>(calendar: Calendar<T>, day: number): number {
  let low = 0;
  let high = calendar.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((calendar[middle]?.toDay ?? 0) > day) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Monday is 1, as ISO 8601 counts; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
