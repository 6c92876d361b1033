/**
 * The life of a reservation (R-H8): what may be done to it, by its state and the business date
 * alone. `decide` judges by it and readers show it, so that the two never differ.
 */

import type { ReservationsRejection } from '#schema/reservations/commands.ts';
import type { ReservationStatus } from '#schema/reservations/values.ts';
import type { HotelDate } from '#schema/values.ts';

export type Action =
  | 'modify'
  | 'cancel'
  | 'reinstate'
  | 'check_in'
  | 'undo_check_in'
  | 'check_out'
  | 'mark_no_show';

/** What of a reservation decides over its actions; a stored row has it. */
export interface Standing {
  readonly status: ReservationStatus;
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly checkedInOn: HotelDate | null;
  readonly closedOn: HotelDate | null;
}

/** `done`: said again, accepted again, and nothing happens. */
export type Verdict = 'allowed' | 'done' | TransitionRejection;

export type TransitionRejection = Extract<
  ReservationsRejection,
  | 'arrival_in_past'
  | 'guest_in_house'
  | 'not_due_in'
  | 'not_due_out'
  | 'not_in_house'
  | 'not_same_business_day'
  | 'reservation_closed'
>;

type Rule = (standing: Standing, businessDate: HotelDate) => Verdict;
type ByStatus = Readonly<Record<ReservationStatus, Verdict | Rule>>;

export const transitions: Readonly<Record<Action, ByStatus>> = {
  modify: {
    confirmed: 'allowed',
    in_house: 'allowed',
    checked_out: 'reservation_closed',
    cancelled: 'reservation_closed',
    no_show: 'reservation_closed',
  },
  cancel: {
    confirmed: 'allowed',
    in_house: 'guest_in_house',
    checked_out: 'reservation_closed',
    cancelled: 'done',
    no_show: 'reservation_closed',
  },
  reinstate: {
    confirmed: 'done',
    in_house: 'done',
    checked_out: closedToday,
    cancelled: arrivesFromTodayOn,
    no_show: closedToday,
  },
  check_in: {
    confirmed: dueIn,
    in_house: 'done',
    checked_out: 'reservation_closed',
    cancelled: 'reservation_closed',
    no_show: closedTodayAndDueIn,
  },
  undo_check_in: {
    confirmed: 'done',
    in_house: checkedInToday,
    checked_out: 'reservation_closed',
    cancelled: 'reservation_closed',
    no_show: 'reservation_closed',
  },
  // Leaving early is allowed where it is said: `not_due_out` is the one verdict `decide` may overrule.
  check_out: {
    confirmed: 'not_in_house',
    in_house: dueOut,
    checked_out: 'done',
    cancelled: 'reservation_closed',
    no_show: 'reservation_closed',
  },
  mark_no_show: {
    confirmed: arrivalReached,
    in_house: 'guest_in_house',
    checked_out: 'reservation_closed',
    cancelled: 'reservation_closed',
    no_show: 'done',
  },
};

export function judge(action: Action, standing: Standing, businessDate: HotelDate): Verdict {
  const rule = transitions[action][standing.status];
  return typeof rule === 'function' ? rule(standing, businessDate) : rule;
}

function dueIn(standing: Standing, businessDate: HotelDate): Verdict {
  const { arrival, departure } = standing;
  const dayUse = arrival === departure && arrival === businessDate;
  return arrival <= businessDate && (businessDate < departure || dayUse) ? 'allowed' : 'not_due_in';
}

function arrivalReached({ arrival }: Standing, businessDate: HotelDate): Verdict {
  return arrival <= businessDate ? 'allowed' : 'not_due_in';
}

function dueOut({ departure }: Standing, businessDate: HotelDate): Verdict {
  return departure <= businessDate ? 'allowed' : 'not_due_out';
}

function arrivesFromTodayOn({ arrival }: Standing, businessDate: HotelDate): Verdict {
  return businessDate <= arrival ? 'allowed' : 'arrival_in_past';
}

function checkedInToday({ checkedInOn }: Standing, businessDate: HotelDate): Verdict {
  return checkedInOn === businessDate ? 'allowed' : 'not_same_business_day';
}

function closedToday({ closedOn }: Standing, businessDate: HotelDate): Verdict {
  return closedOn === businessDate ? 'allowed' : 'not_same_business_day';
}

function closedTodayAndDueIn(standing: Standing, businessDate: HotelDate): Verdict {
  const verdict = closedToday(standing, businessDate);
  return verdict === 'allowed' ? dueIn(standing, businessDate) : verdict;
}
