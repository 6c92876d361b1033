/**
 * What a call set, in one fact that travels: whoever decides bookings keeps what its scopes say now, however often and
 * late it comes, and the trail tells what was set and what was there before.
 */
import type { RestrictionsSet } from '#schema/rates/events.ts';
import type { ScopeRestrictions } from '#schema/rates/restricted-stay.ts';
import { RatePlanCode, type Restriction } from '#schema/rates/values.ts';
import type { Unchanging } from '#schema/unchanging.ts';
import { RoomTypeCode } from '#schema/values.ts';
import { dataBytesMax } from '#shared/events/http-event.ts';
import type { Changed, Kept } from './calendars.ts';
import { saidFrom } from './domain/restrict.ts';

/** Nothing of it is beyond ASCII, so characters are bytes; the rest is for who set it. */
export const charactersMax = dataBytesMax - 16 * 1024;

type Set = Unchanging<Omit<RestrictionsSet, 'actor' | 'before' | 'scopes'>>;
type Was = Changed<Restriction>['was'];

/** Undefined where it is more than travels; what was before is left out first. */
export function restrictionsFact(
  set: Set,
  { after, was }: Changed<Restriction>,
  fromDay: number,
): (Set & Was & { readonly scopes: readonly ScopeRestrictions[] }) | undefined {
  const told = { ...set, scopes: after.map((each) => scopeFrom(each, fromDay)) };
  const left = charactersMax - JSON.stringify(told).length;
  if (left < 0) return undefined;
  return JSON.stringify(was).length <= left ? { ...told, ...was } : told;
}

function scopeFrom(
  { ratePlan, roomType, calendar }: Kept<Restriction>,
  fromDay: number,
): ScopeRestrictions {
  return {
    ratePlan: ratePlan === '' ? '' : RatePlanCode.parse(ratePlan),
    roomType: roomType === '' ? '' : RoomTypeCode.parse(roomType),
    runs: saidFrom(calendar, fromDay),
  };
}
