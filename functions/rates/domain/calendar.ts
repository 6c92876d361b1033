/** How calendars are read night by night, and how what holds on their nights changes. */
import { type Calendar, firstAfter, type Run, valueOn, weekdayOf } from '#schema/rates/calendar.ts';

/** Monday is 1, as ISO 8601 counts; undefined: every day. */
export type Weekdays = ReadonlySet<number> | undefined;

/**
 * Gives each night of `[fromDay, toDay)` that something holds on what it is, counted from `fromDay`; reckoned once a run.
 * `divide` says what of it is that of one night, counted from the first one of the run.
 */
export function fillNights<T, U>(
  calendar: Calendar<T>,
  [fromDay, toDay]: readonly [fromDay: number, toDay: number],
  nights: (U | undefined)[],
  reckon: (value: T) => U | undefined,
  divide?: (value: T, whole: U, at: number) => U,
): void {
  for (let at = firstAfter(calendar, fromDay); at < calendar.length; at += 1) {
    const run = calendar[at];
    if (run === undefined || run.fromDay >= toDay) return;
    const value = reckon(run.value);
    const [first, until] = [Math.max(run.fromDay, fromDay), Math.min(run.toDay, toDay)];
    for (let day = first; day < until; day += 1)
      nights[day - fromDay] =
        divide === undefined || value === undefined ? value : divide(run.value, value, day - first);
  }
}

/** The nights of `[fromDay, toDay)` as runs that leave out none of them; null where nothing holds. */
export function cut<T>(calendar: Calendar<T>, fromDay: number, toDay: number): Calendar<T | null> {
  const runs: Run<T | null>[] = [];
  let day = fromDay;
  const add = (to: number, value: T | null): void => {
    if (to > day) runs.push({ fromDay: day, toDay: to, value });
    day = Math.max(day, to);
  };
  for (const run of calendar) {
    add(Math.min(run.fromDay, toDay), null);
    if (run.toDay > day) add(Math.min(run.toDay, toDay), run.value);
  }
  add(toDay, null);
  return runs;
}

export interface Span {
  readonly fromDay: number;
  readonly toDay: number;
  readonly weekdays: Weekdays;
}

export function isMeant(day: number, weekdays: Weekdays): boolean {
  return weekdays === undefined || weekdays.has(weekdayOf(day));
}

/**
 * Changes the nights of a span and no other, so that what lay across its edges is cut in two (R-H4.10).
 * `change` answers undefined where nothing shall hold any more.
 */
export function splice<T>(
  calendar: Calendar<T>,
  { fromDay, toDay, weekdays }: Span,
  change: (value: T | undefined) => T | undefined,
  same: (one: T, other: T) => boolean,
): Calendar<T> {
  const runs: Run<T>[] = [];
  const changed = askedOnce(change);
  const add = (from: number, to: number, value: T | undefined): void => {
    if (from >= to || value === undefined) return;
    const last = runs.at(-1);
    if (last !== undefined && last.toDay === from && same(last.value, value)) {
      runs[runs.length - 1] = { ...last, toDay: to };
    } else runs.push({ fromDay: from, toDay: to, value });
  };
  // What touches no edge is apart from its neighbours already.
  for (const run of calendar) {
    if (run.toDay <= fromDay) runs.push(run);
    else add(run.fromDay, Math.min(run.toDay, fromDay), run.value);
  }
  for (let day = fromDay; day < toDay; day += 1) {
    const value = valueOn(calendar, day);
    add(day, day + 1, isMeant(day, weekdays) ? changed(value) : value);
  }
  for (const run of calendar) {
    if (run.fromDay > toDay) runs.push(run);
    else add(Math.max(run.fromDay, toDay), run.toDay, run.value);
  }
  return runs;
}

/** Nights of one run change alike, and to the very same value: comparing those costs nothing. */
function askedOnce<T>(
  change: (value: T | undefined) => T | undefined,
): (value: T | undefined) => T | undefined {
  let last: { readonly from: T | undefined; readonly to: T | undefined } | undefined;
  return (value) => {
    if (last === undefined || last.from !== value) last = { from: value, to: change(value) };
    return last.to;
  };
}
