/** How the writer's refusals look outside. A new rejection without a line here does not compile. */
import type { ReservationsRejection } from '#schema/reservations/commands.ts';
import type { Problem } from '#shared/function/declare.ts';

export const problems = {
  arrival_in_past: {
    status: 422,
    title: 'The arrival is before the business date',
    next: 'Ask for the business date; a stay arrives on it or later.',
  },
  booking_incomplete: {
    status: 422,
    title: 'The booking lacks what this source must give',
    next: '`validationMessages` says what is missing; add it and send it with a new key.',
  },
  business_day_not_open: {
    status: 409,
    title: 'Another business day is open',
    next: '`businessDate` names the day that is open; look whether it was closed already.',
  },
  currency_mismatch: {
    status: 422,
    title: 'The rates are not in the currency of the property',
    next: 'Give the rates in the currency of the property.',
  },
  day_close_blocked: {
    status: 409,
    title: 'Guests are still due to arrive or to leave',
    next: 'Check in, check out or mark as no-show those in `dueIn` and `dueOut`, then close again.',
  },
  guest_in_house: {
    status: 409,
    title: 'The guest has checked in',
    next: 'Check the guest out instead, or undo the check-in first.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    next: 'Make a new key: this one belongs to another request, which stands.',
  },
  maximum_occupancy: {
    status: 409,
    title: 'More persons than may sleep in a room of this type',
    next: 'Book a larger room type, or more rooms: `personsMax` says how many may sleep in one.',
  },
  night_closed: {
    status: 422,
    title: 'A night before the business date cannot change',
    next: 'Change nights from the business date on; those before it are in the books.',
  },
  no_room: {
    status: 409,
    title: 'There is no room on every night',
    next: 'Offer other dates or another room type: `nights` names the nights without a room.',
  },
  not_due_in: {
    status: 409,
    title: 'The guest is not due to arrive',
    next: 'Change the arrival first, or wait for its day.',
  },
  not_due_out: {
    status: 409,
    title: 'The guest is not due to leave yet',
    next: 'Say `earlyDeparture` to check out before the departure date.',
  },
  not_in_house: {
    status: 409,
    title: 'The guest is not in the house',
    next: 'Check the guest in first.',
  },
  not_same_business_day: {
    status: 409,
    title: 'It can only be undone on the business day it happened',
    next: 'Make a new booking: the day it happened on is closed.',
  },
  price_mismatch: {
    status: 422,
    title: 'The price is not that of the stay',
    next: 'Ask for a new quote and book with that; tell the operators, since a quote of this house always adds up.',
  },
  property_exists: {
    status: 409,
    title: 'The property is open already, with other details',
    next: 'Read the property that is there; another one needs another key.',
  },
  property_unknown: {
    status: 404,
    title: 'There is no such property',
    next: 'Compare the id with the list of properties; one that was just created appears within seconds.',
  },
  quote_expired: {
    status: 422,
    title: 'The quote no longer holds',
    next: 'Ask for a new quote, tell the guest its price, and book with that.',
  },
  rates_do_not_match_nights: {
    status: 422,
    title: 'There must be one rate for each night',
    next: 'Give one rate for each night from arrival to the night before departure.',
  },
  reservation_closed: {
    status: 409,
    title: 'The reservation is closed',
    next: '`allowed` names what can still be done; a new stay is a new booking.',
  },
  reservation_unknown: {
    status: 404,
    title: 'There is no such reservation',
    next: 'Compare the id; a booking that is not decided yet is found at the `Location` it was given.',
  },
  restricted: {
    status: 409,
    title: 'The stay is not sold as it was quoted any more',
    next: 'Offer what a new quote offers: `restrictions` names what forbids this stay, and on which night.',
  },
  restrictions_too_many: {
    status: 422,
    title: 'There are more restrictions than can be judged',
    next: 'Set ranges instead of single nights, or fewer scopes in one call, and take back what says nothing any more.',
  },
  room_type_unknown: {
    status: 422,
    title: 'The property has no such room type',
    next: 'Use a code of the property’s room types.',
  },
  stay_too_far_ahead: {
    status: 422,
    title: 'The stay ends too far ahead',
    next: 'Book an earlier departure, or wait.',
  },
  version_conflict: {
    status: 412,
    title: 'It has changed since it was read',
    next: 'Read it again, look at what changed, and send your change with the new `ETag`.',
  },
  work_item_unknown: {
    status: 404,
    title: 'There is no such work item',
    next: 'Read the work list again: somebody may have dealt with it.',
  },
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
    'maximum_occupancy',
    'restricted',
  ],
  412: ['version_conflict'],
  422: [
    'arrival_in_past',
    'booking_incomplete',
    'currency_mismatch',
    'idempotency_key_reused',
    'night_closed',
    'price_mismatch',
    'quote_expired',
    'rates_do_not_match_nights',
    'restrictions_too_many',
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
