/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
  export_too_large: {
    status: 409,
    title: 'More is kept of the guest than fits into one document',
    next: 'Tell whoever runs the house: the limit is `factsPerExportMax` of `schema/guests/http.ts`.',
  },
  guest_erased: {
    status: 410,
    title: 'The guest was erased',
    next: 'Nothing can bring the profile back; a guest who comes again is a new one.',
  },
  guest_merged: {
    status: 409,
    title: 'The profile was merged into another one',
    next: 'Do it to the profile that `mergedInto` names.',
  },
  guest_profiles_full: {
    status: 409,
    title: 'The guest has as many merged profiles as a guest may have',
    next: 'Leave the other profile beside it; whoever has that many is rarely one person.',
  },
  guest_reservations_full: {
    status: 409,
    title: 'The guest has as many reservations as a guest may have',
    next: 'Create another profile for the same person, and do not merge the two.',
  },
  guest_unfit: {
    status: 422,
    title: 'The guest that is named cannot be taken',
    next: '`errors` says which member names it, and why.',
  },
  guest_unknown: {
    status: 404,
    title: 'There is no such guest',
    next: 'Search for the guest by name, e-mail address or phone number.',
  },
  reservation_unknown: {
    status: 404,
    title: 'There is no such reservation',
    next: 'Compare the id; a booking that is not decided yet is found at the `Location` it was given.',
  },
} as const satisfies Problems;
