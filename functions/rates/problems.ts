/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  arrival_in_past: {
    status: 422,
    title: 'The arrival is before the business date',
    next: 'Ask for the business date; a stay arrives on it or later.',
  },
  cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
  exemption_unknown: {
    status: 422,
    title: 'No tax of the property has such an exemption',
    next: 'Use codes of `exemptions` of the property’s taxes.',
  },
  extra_unknown: {
    status: 422,
    title: 'No plan sells these extras together',
    next: 'Use codes of the extras of one rate plan.',
  },
  property_unknown: {
    status: 404,
    title: 'There is no such property',
    next: 'Compare the id with the list of properties; one that was just created appears within seconds.',
  },
  rate_plan_derived: {
    status: 422,
    title: 'Prices of a derived plan follow from those of another',
    next: 'Set the prices of the plan it is derived from, or give it prices of its own first.',
  },
  rate_plan_in_use: {
    status: 409,
    title: 'Other plans are derived from this one',
    next: 'Derive those in `ratePlans` from another plan first: a plan is derived from one with prices of its own.',
  },
  rate_plan_unknown: {
    status: 422,
    title: 'The property has no such rate plan',
    next: 'Use a code of the property’s rate plans, or create the plan first.',
  },
  rate_plans_full: {
    status: 409,
    title: 'The property has as many rate plans as it may have',
    next: 'Replace a plan that is no longer sold.',
  },
  restriction_impossible: {
    status: 422,
    title: 'With what is set already, no stay could keep this',
    next: 'Set `limit` and `beside` of that night in one call, or take one of them away with null.',
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
  search_too_wide: {
    status: 422,
    title: 'More properties than one search may look at',
    next: 'Name the country, too, or search as a user of fewer properties.',
  },
} as const satisfies Problems;
