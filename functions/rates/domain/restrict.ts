/** How a night's restriction is set: what a line leaves out stays as it was. */
import type { Calendar } from '#schema/rates/calendar.ts';
import type { SaidRestriction } from '#schema/rates/restricted-stay.ts';
import { type Impossible, impossibleIn, type Restriction } from '#schema/rates/values.ts';
import { isMeant, type Span } from './calendar.ts';

const unrestricted: Restriction = {
  ...{ closed: false, closedForArrival: false, closedForDeparture: false, losNotAvailable: [] },
  ...{ minimumLengthOfStay: null, maximumLengthOfStay: null },
  ...{ minimumStayThrough: null, maximumStayThrough: null },
  ...{ minimumAdvanceBooking: null, maximumAdvanceBooking: null },
};

/** A night's restriction after a change. What is left out stays; undefined when nothing is left of it. */
export function restricted(
  before: Restriction | undefined,
  set: { readonly [K in keyof Restriction]?: Restriction[K] | undefined },
): Restriction | undefined {
  const after: Restriction = { ...(before ?? unrestricted) };
  for (const [name, value] of Object.entries(set)) {
    if (value !== undefined) Object.assign(after, { [name]: value });
  }
  return isUnrestricted(after) ? undefined : after;
}

function isUnrestricted(restriction: Restriction): boolean {
  return Object.values(restriction).every(saysNothing);
}

function saysNothing(value: unknown): boolean {
  return value === null || value === false || (Array.isArray(value) && value.length === 0);
}

export interface ImpossibleNight extends Impossible {
  readonly day: number;
}

/** The first night of a span that no stay can keep; undefined where there is none. */
export function impossibleNight(
  calendar: Calendar<Restriction>,
  { fromDay, toDay, weekdays }: Span,
): ImpossibleNight | undefined {
  for (const run of calendar) {
    const until = Math.min(run.toDay, toDay);
    let day = Math.max(run.fromDay, fromDay);
    const found = day < until ? impossibleIn(run.value) : undefined;
    if (found === undefined) continue;
    while (day < until && !isMeant(day, weekdays)) day += 1;
    if (day < until) return { ...found, day };
  }
  return undefined;
}

/** The calendar from a day on, without what says nothing. */
export function saidFrom(
  calendar: Calendar<Restriction>,
  fromDay: number,
): readonly {
  readonly fromDay: number;
  readonly toDay: number;
  readonly value: SaidRestriction;
}[] {
  return calendar
    .filter(({ toDay }) => toDay > fromDay)
    .map((run) => ({ ...run, value: saidIn(run.value) }));
}

function saidIn(restriction: Restriction): SaidRestriction {
  const said: SaidRestriction = {};
  for (const [name, value] of Object.entries(restriction))
    if (!saysNothing(value)) Object.assign(said, { [name]: value });
  return said;
}
