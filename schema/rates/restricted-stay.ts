/**
 * Whether restrictions let a stay be sold (R-H4): asked when it is quoted and again when it is booked. Every scope that
 * the stay falls into must pass; within one scope the latest setting of a night is the one that holds.
 */
import * as z from 'zod';
import type { Unchanging } from '#schema/unchanging.ts';
import { dateOfDay, type HotelDate, RoomTypeCode } from '#schema/values.ts';
import { type Calendar, holdsWithin, valueOn } from './calendar.ts';
import { RatePlanCode, Restriction, type RestrictionScope } from './values.ts';

const { shape } = Restriction;

/** A night's restriction without what says nothing, so that a year of them travels in some kilobytes. */
export const SaidRestriction = z.object({
  closed: shape.closed.exactOptional(),
  closedForArrival: shape.closedForArrival.exactOptional(),
  closedForDeparture: shape.closedForDeparture.exactOptional(),
  minimumLengthOfStay: shape.minimumLengthOfStay.exactOptional(),
  maximumLengthOfStay: shape.maximumLengthOfStay.exactOptional(),
  losNotAvailable: shape.losNotAvailable.exactOptional(),
  minimumStayThrough: shape.minimumStayThrough.exactOptional(),
  maximumStayThrough: shape.maximumStayThrough.exactOptional(),
  minimumAdvanceBooking: shape.minimumAdvanceBooking.exactOptional(),
  maximumAdvanceBooking: shape.maximumAdvanceBooking.exactOptional(),
});
export type SaidRestriction = Unchanging<z.infer<typeof SaidRestriction>>;

/** All that a scope says from some day on; empty: nothing any more. */
export const ScopeRestrictions = z.object({
  /** Empty for every plan, or for every room type. */
  ratePlan: z.union([RatePlanCode, z.literal('')]),
  roomType: z.union([RoomTypeCode, z.literal('')]),
  runs: z.array(z.object({ fromDay: z.int(), toDay: z.int(), value: SaidRestriction })),
});
export type ScopeRestrictions = Unchanging<z.infer<typeof ScopeRestrictions>>;

export interface Restrictions {
  readonly scope: RestrictionScope;
  readonly calendar: Calendar<SaidRestriction>;
}

/** OPERA's names, as they are refused by. */
export type RestrictionKind = keyof Restriction;

export interface Broken {
  readonly restriction: RestrictionKind;
  readonly scope: RestrictionScope;
  /** The night it stands on; of a departure, the day the guest leaves. */
  readonly day: number;
  /** Nights or days that were asked for; absent where it is closed. */
  readonly value?: number;
}

/** As callers are told it, in a quote's `declined` and in a refusal. */
export interface ToldRestriction extends Omit<Broken, 'restriction' | 'day'> {
  readonly code: RestrictionKind;
  readonly night: HotelDate;
}

export function toldRestriction({ restriction, day, ...more }: Broken): ToldRestriction {
  return { code: restriction, night: dateOfDay(day), ...more };
}

export interface RestrictedStay {
  readonly arrivalDay: number;
  readonly departureDay: number;
  /** Today, in the property's calendar. */
  readonly todayDay: number;
}

const none: readonly Broken[] = [];

/** Asks each scope once, whatever plans and room types fall into it. */
export function restrictionsOn(
  all: readonly Restrictions[],
  stay: RestrictedStay,
): (wanted: Sold) => readonly Broken[] {
  const broken = all.flatMap((restrictions) => {
    const inScope = brokenIn(restrictions, stay);
    return inScope.length === 0 ? [] : [{ scope: restrictions.scope, inScope }];
  });
  return (wanted) => {
    const applying = broken.filter(({ scope }) => appliesTo(scope, wanted));
    return applying.length === 0 ? none : applying.flatMap(({ inScope }) => inScope);
  };
}

/** What is sold: a plan on a room type. */
export interface Sold {
  readonly ratePlan: string;
  readonly roomType: string;
}

/** Whether what is sold falls into a scope: into its plan and its room type, where it names them. */
export function appliesTo({ ratePlan, roomType }: RestrictionScope, wanted: Sold): boolean {
  return (
    (ratePlan === null || ratePlan === wanted.ratePlan) &&
    (roomType === null || roomType === wanted.roomType)
  );
}

function brokenIn({ scope, calendar }: Restrictions, stay: RestrictedStay): readonly Broken[] {
  const { arrivalDay, departureDay, todayDay } = stay;
  // Most scopes say something of some nights of a year.
  if (!holdsWithin(calendar, arrivalDay, departureDay + 1)) return none;
  const broken: Broken[] = [];
  const refuse = (restriction: RestrictionKind, day: number, value?: number): void => {
    broken.push({ restriction, scope, day, ...(value === undefined ? {} : { value }) });
  };
  const atLeast = (
    kind: RestrictionKind,
    day: number,
    least: number | null | undefined,
    is: number,
  ): void => {
    if (typeof least === 'number' && is < least) refuse(kind, day, least);
  };
  const atMost = (
    kind: RestrictionKind,
    day: number,
    most: number | null | undefined,
    is: number,
  ): void => {
    if (typeof most === 'number' && is > most) refuse(kind, day, most);
  };
  const length = departureDay - arrivalDay;
  const onArrival = valueOn(calendar, arrivalDay);
  if (onArrival !== undefined) {
    if (onArrival.closedForArrival === true) refuse('closedForArrival', arrivalDay);
    atLeast('minimumLengthOfStay', arrivalDay, onArrival.minimumLengthOfStay, length);
    atMost('maximumLengthOfStay', arrivalDay, onArrival.maximumLengthOfStay, length);
    if (onArrival.losNotAvailable?.includes(length) === true)
      refuse('losNotAvailable', arrivalDay, length);
    const ahead = arrivalDay - todayDay;
    atLeast('minimumAdvanceBooking', arrivalDay, onArrival.minimumAdvanceBooking, ahead);
    atMost('maximumAdvanceBooking', arrivalDay, onArrival.maximumAdvanceBooking, ahead);
  }
  for (let day = arrivalDay; day < departureDay; day += 1) {
    const night = valueOn(calendar, day);
    if (night === undefined) continue;
    if (night.closed === true) refuse('closed', day);
    atLeast('minimumStayThrough', day, night.minimumStayThrough, length);
    atMost('maximumStayThrough', day, night.maximumStayThrough, length);
  }
  if (valueOn(calendar, departureDay)?.closedForDeparture === true) {
    refuse('closedForDeparture', departureDay);
  }
  return broken;
}
