/** Judges a stay that was quoted by the restrictions of now: a quote holds its price, not that it is still sold (R-H4). */

import {
  type Broken,
  type Restrictions,
  restrictionsOn,
  toldRestriction,
} from '#schema/rates/restricted-stay.ts';
import type { CommandEnvelope } from '#schema/reservations/commands.ts';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { dateOfDay, dayNumber, HotelDate } from '#schema/values.ts';
import { reject } from '#shared/decide.ts';
import type { KeptRestrictions, PropertyBook } from './book.ts';
import type { Outcome } from './outcome.ts';
import { scopeKey } from './restrict-stays.ts';

/** A refusal is read by a person: more of it says no more. */
const toldMax = 100;
const none: readonly Broken[] = [];

/** Empty for a stay without a quote: whoever says what a night costs says that it is sold. */
export function brokenBy(
  { effectiveAt }: Pick<CommandEnvelope, 'effectiveAt'>,
  { restrictions, timeZone }: PropertyBook,
  { price, roomType, arrival, departure }: Booking,
): readonly Broken[] {
  if (price === undefined || restrictions.size === 0) return none;
  const { ratePlan } = price;
  const applying = ['', ratePlan].flatMap((plan) =>
    ['', roomType].flatMap((type) => {
      const kept = restrictions.get(scopeKey({ ratePlan: plan, roomType: type }));
      return kept === undefined ? [] : [readable(kept)];
    }),
  );
  const stay = {
    ...{ arrivalDay: dayNumber(arrival), departureDay: dayNumber(departure) },
    todayDay: dayNumber(dateIn(effectiveAt, timeZone)),
  };
  return restrictionsOn(applying, stay)({ ratePlan, roomType });
}

function readable({ ratePlan, roomType, runs }: KeptRestrictions): Restrictions {
  // Judged when it was set.
  const calendar: Restrictions['calendar'] = JSON.parse(runs);
  const scope = {
    ratePlan: ratePlan === '' ? null : ratePlan,
    roomType: roomType === '' ? null : roomType,
  };
  return { scope, calendar };
}

function dateIn(instant: string, timeZone: string): HotelDate {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  return HotelDate.parse(local.toPlainDate().toString());
}

export function refuseRestricted(broken: readonly Broken[]): Outcome {
  return reject('restricted', { restrictions: broken.slice(0, toldMax).map(toldRestriction) });
}

/** What a source that is taken all the same is flagged with. */
export function restrictedMessages(broken: readonly Broken[]): readonly ValidationMessage[] {
  if (broken.length === 0) return [];
  const days = [...new Set(broken.map(({ day }) => day))].sort((one, other) => one - other);
  return [{ code: 'restricted', nights: days.map(dateOfDay) }];
}
