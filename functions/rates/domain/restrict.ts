/** How a night's restriction is set: what a line leaves out stays as it was. */
import type { Calendar } from '#schema/rates/calendar.ts';
import type { SaidRestriction } from '#schema/rates/restricted-stay.ts';
import type { Restriction } from '#schema/rates/values.ts';

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
