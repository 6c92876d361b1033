/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  property_unknown: {
    status: 404,
    title: 'There is no such property',
    next: 'Compare the id with the list of properties; one that was just created appears within seconds.',
  },
} as const satisfies Problems;
