/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
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
  guest_unknown: {
    status: 404,
    title: 'There is no such guest',
    next: 'Search for the guest by name, e-mail address or phone number.',
  },
} as const satisfies Problems;
