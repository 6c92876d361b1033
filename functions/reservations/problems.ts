/** How the writer's refusals look outside. A new rejection without a line here does not compile. */
import type { ReservationsRejection } from '#schema/reservations/commands.ts';
import type { Problem } from '#shared/function/declare.ts';

export const problems = {
  arrival_in_past: { status: 422, title: 'The arrival is before the business date' },
  booking_incomplete: { status: 422, title: 'The booking lacks what this source must give' },
  business_day_not_open: { status: 409, title: 'Another business day is open' },
  currency_mismatch: { status: 422, title: 'The rates are not in the currency of the property' },
  day_close_blocked: { status: 409, title: 'Guests are still due to arrive or to leave' },
  guest_in_house: { status: 409, title: 'The guest has checked in' },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
  },
  night_closed: { status: 422, title: 'A night before the business date cannot change' },
  no_room: { status: 409, title: 'There is no room on every night' },
  not_due_in: { status: 409, title: 'The guest is not due to arrive' },
  not_due_out: { status: 409, title: 'The guest is not due to leave yet' },
  not_in_house: { status: 409, title: 'The guest is not in the house' },
  not_same_business_day: {
    status: 409,
    title: 'It can only be undone on the business day it happened',
  },
  property_exists: { status: 409, title: 'The property is open already, with other details' },
  property_unknown: { status: 404, title: 'There is no such property' },
  rates_do_not_match_nights: { status: 422, title: 'There must be one rate for each night' },
  reservation_closed: { status: 409, title: 'The reservation is closed' },
  reservation_unknown: { status: 404, title: 'There is no such reservation' },
  room_type_unknown: { status: 422, title: 'The property has no such room type' },
  stay_too_far_ahead: { status: 422, title: 'The stay ends too far ahead' },
  version_conflict: { status: 412, title: 'It has changed since it was read' },
  work_item_unknown: { status: 404, title: 'There is no such work item' },
} as const satisfies Record<ReservationsRejection, Problem>;

/** What any command to the writer may be refused with, by status; a test holds it to the table above. */
export const writerRefusals = {
  404: ['property_unknown', 'reservation_unknown', 'work_item_unknown'],
  409: [
    'business_day_not_open',
    'day_close_blocked',
    'guest_in_house',
    'no_room',
    'not_due_in',
    'not_due_out',
    'not_in_house',
    'not_same_business_day',
    'property_exists',
    'reservation_closed',
  ],
  412: ['version_conflict'],
  422: [
    'arrival_in_past',
    'booking_incomplete',
    'currency_mismatch',
    'idempotency_key_reused',
    'night_closed',
    'rates_do_not_match_nights',
    'room_type_unknown',
    'stay_too_far_ahead',
  ],
  503: ['unavailable', 'outcome_unknown'],
} as const satisfies Record<
  number,
  readonly (ReservationsRejection | 'unavailable' | 'outcome_unknown')[]
>;

export function isRejection(outcome: string): outcome is ReservationsRejection {
  return Object.hasOwn(problems, outcome);
}
