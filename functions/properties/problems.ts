/** How the refusals of this context look outside. */
import type { Problems } from '#shared/function/declare.ts';

export const problems = {
  connecting_room_unknown: {
    status: 422,
    title: 'A door leads to a room that is not there',
    next: 'Create the rooms that `rooms` names first, or all of them with one import.',
  },
  csv_header_unfit: {
    status: 422,
    title: 'The file cannot be read as a whole',
    next: '`line`, `column` and `reason` say why: mostly a column that is missing or has another name.',
  },
  cursor_invalid: { status: 400, title: 'The cursor is not one of ours' },
  property_unknown: {
    status: 404,
    title: 'There is no such property',
    next: 'Compare the id with the list of properties; one that was just created appears within seconds.',
  },
  room_type_not_found: {
    status: 404,
    title: 'There is no such room type',
    next: 'Compare the code with the list of room types.',
  },
  room_type_unknown: {
    status: 422,
    title: 'The property has no such room type',
    next: 'Use a code of the property’s room types.',
  },
  room_types_full: {
    status: 409,
    title: 'The property has as many room types as it may have',
    next: 'Give another meaning to a type that is no longer sold.',
  },
  room_unknown: {
    status: 404,
    title: 'There is no such room',
    next: 'Compare the number with the list of rooms.',
  },
  rooms_full: {
    status: 409,
    title: 'The property has as many rooms as it may have',
    next: 'Rename rooms that are none any more, or open another property for a part of the house.',
  },
} as const satisfies Problems;
