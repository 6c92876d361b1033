/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  cursor_invalid: {
    status: 400,
    title: 'The cursor is not one of ours',
  },
  property_unknown: {
    status: 404,
    title: 'There is no such property',
    next: 'Compare the id with the list of properties.',
  },
  tenant_out_of_scope: {
    status: 403,
    title: 'What concerns the whole tenant is not in your scope',
    next: 'Ask for the trail of a property, or have somebody ask who may touch all of them.',
  },
} as const satisfies Problems;
