import { expect, test } from 'vitest';
import type { Restriction } from '#schema/rates/values.ts';
import type { Kept } from './calendars.ts';
import { restricted } from './domain/restrict.ts';
import { inFacts } from './restriction-facts.ts';

function kept(ratePlan: string, set: Partial<Restriction>, nights: number): Kept<Restriction> {
  const value = restricted(undefined, set);
  const runs = Array.from({ length: value === undefined ? 0 : nights }, (_, at) => at * 2);
  return {
    ...{ ratePlan, roomType: '' },
    calendar: runs.flatMap((fromDay) =>
      value === undefined ? [] : [{ fromDay, toDay: fromDay + 1, value }],
    ),
  };
}

test('What scopes say goes in one fact, without what says nothing and what is past', () => {
  expect(inFacts([kept('BAR', { closed: true }, 3), kept('NRF', {}, 3)], 2)).toEqual([
    [
      {
        ...{ ratePlan: 'BAR', roomType: '' },
        runs: [
          { fromDay: 2, toDay: 3, value: { closed: true } },
          { fromDay: 4, toDay: 5, value: { closed: true } },
        ],
      },
      { ratePlan: 'NRF', roomType: '', runs: [] },
    ],
  ]);
  expect(inFacts([], 0)).toEqual([]);
});

test('What does not fit into one fact goes in several, none of them cut', () => {
  const long = ['A', 'B', 'C'].map((ratePlan) => kept(ratePlan, { minimumStayThrough: 2 }, 1_000));
  const facts = inFacts(long, 0);
  expect(facts.map((scopes) => scopes.map(({ ratePlan }) => ratePlan))).toEqual([
    ['A', 'B'],
    ['C'],
  ]);
  expect(facts.flat().map(({ runs }) => runs.length)).toEqual([1_000, 1_000, 1_000]);
  const alone = inFacts([kept('A', { minimumStayThrough: 2 }, 5_000)], 0);
  expect(alone.map((scopes) => scopes.length)).toEqual([1]);
});
