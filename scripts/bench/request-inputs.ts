/** Requests right and wrong, made of an example by changing one thing at a time. */
import { draws, stayRequest } from '../../load/stays.ts';
import type { RequestSchema } from './request-schemas.ts';

/** As many stays as differ in nights, people and countries. */
const generatedStays = 40;
/** Longer than any text of a request may be. */
const longText = 'x'.repeat(2_500);
/** Of lists, whose members are all alike: the first ones stand for the others. */
const membersMax = 2;

/** The example, stays as the load sends them where a stay is asked for, and every change of the example. */
export function candidates({ name, at, example }: RequestSchema): readonly unknown[] {
  const made = [example, ...changed(example, at), ...generated(name)];
  // As the door gets them: out of a text, so that no object has a history.
  return made.map((value): unknown => JSON.parse(JSON.stringify(value)));
}

function generated(name: string): readonly unknown[] {
  const draw = draws(11);
  const stays = Array.from({ length: generatedStays }, () => stayRequest(draw));
  switch (name) {
    case 'submit-reservation body':
    case 'modify-reservation body':
      return stays;
    case 'import-reservations body':
      return [1, 20].map((count) => ({
        commands: stays.slice(0, count).map((booking, at) => ({
          ...{ key: `booking-${at}`, type: 'book', effectiveAt: '2026-03-01T09:00:00.000Z' },
          booking,
        })),
      }));
    default:
      return [];
  }
}

/** Values each of which differs from this one in one place. */
function changed(value: unknown, at: RequestSchema['at']): readonly unknown[] {
  if (Array.isArray(value)) {
    return [
      ...wrongTypes(at),
      [...value, {}],
      ...value
        .slice(0, membersMax)
        .flatMap((member, place) => changed(member, at).map((other) => value.with(place, other))),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    return [
      // A query is an object, whoever sends it.
      ...(at === 'query' ? [] : wrongTypes(at)),
      { ...value, unknown: 'member' },
      ...Object.keys(value).map((gone) =>
        Object.fromEntries(Object.entries(value).filter(([name]) => name !== gone)),
      ),
      ...Object.entries(value).flatMap(([name, member]) =>
        changed(member, at).map((other) => ({ ...value, [name]: other })),
      ),
    ];
  }
  if (typeof value === 'number') return [...wrongTypes(at), value + 1, -value, value + 0.5, 1e16];
  return [
    ...wrongTypes(at),
    '',
    '☃',
    longText,
    '2026-02-30',
    '2026-02-28T12:00:00.000Z',
    '0',
    '99',
  ];
}

/** In a query only a repeated parameter has one: everything else there is a text. */
function wrongTypes(at: RequestSchema['at']): readonly unknown[] {
  return at === 'query' ? [['1', '2']] : [null, true, {}, ['x']];
}
